import { Injectable } from '@nestjs/common';
import { type PageAsked } from '../../common/http/paging.js';
import { type Page } from '../../common/pagination/page.js';
import { pageOf } from '../../database/keyset.js';
import { ReadDatabase } from '../../database/read-database.js';
import { type SessionFilters, sessionListQuery, type SessionRecord } from './session-filters.js';

/** Reads accounting sessions; the owner is in each query. */
@Injectable()
export class AccountingSessionsRepository {
  constructor(private readonly lists: ReadDatabase) {}

  /** Lists an operator's sessions that match the filters, the newest start first. */
  async list(
    userId: number,
    filters: SessionFilters,
    asked: PageAsked,
  ): Promise<Page<SessionRecord>> {
    const rows = await this.lists.query(sessionListQuery(userId, filters, asked));
    return pageOf(rows, asked, ({ startedAt }) => startedAt);
  }

  /** The newest sessions of the chain of an entitlement. */
  newestOf(userId: number, entitlement: string, limit: number): Promise<SessionRecord[]> {
    const first = { limit: limit - 1, cursor: null };
    return this.lists.query(sessionListQuery(userId, { entitlement }, first));
  }
}
