import { Injectable } from '@nestjs/common';
import { type PageAsked } from '../../common/http/paging.js';
import { type Page } from '../../common/pagination/page.js';
import { pageOf } from '../../database/keyset.js';
import { ReadDatabase } from '../../database/read-database.js';
import { type Query } from '../../database/statement.js';
import { CoaRequestsReader, type SessionRequest } from '../delivery/coa-requests.reader.js';
import { type SessionFilters, sessionListQuery, type SessionRecord } from './session-filters.js';

/** An accounting session with the last request to its router about it. */
export interface SessionWithRequest extends SessionRecord {
  /** Null when there was none. */
  readonly request: SessionRequest | null;
}

/** Reads accounting sessions; the owner is in each query. */
@Injectable()
export class AccountingSessionsRepository {
  constructor(
    private readonly lists: ReadDatabase,
    private readonly requests: CoaRequestsReader,
  ) {}

  /** Lists an operator's sessions that match the filters, the newest start first. */
  async list(
    userId: number,
    filters: SessionFilters,
    asked: PageAsked,
  ): Promise<Page<SessionWithRequest>> {
    const rows = await this.read(userId, sessionListQuery(userId, filters, asked));
    return pageOf(rows, asked, ({ startedAt }) => startedAt);
  }

  /** The newest sessions of the chain of an entitlement. */
  newestOf(userId: number, entitlement: string, limit: number): Promise<SessionWithRequest[]> {
    const first = { limit: limit - 1, cursor: null };
    return this.read(userId, sessionListQuery(userId, { entitlement }, first));
  }

  private async read(userId: number, query: Query<SessionRecord>): Promise<SessionWithRequest[]> {
    const rows = await this.lists.query(query);
    if (rows.length === 0) return [];
    const ids = rows.map(({ id }) => id);
    const requests = await this.requests.ofSessions(this.lists, userId, ids);
    const ofSession = new Map(requests.map((request) => [request.sessionId, request]));
    return rows.map((row) => ({ ...row, request: ofSession.get(row.id) ?? null }));
  }
}
