import { Injectable } from '@nestjs/common';
import { type PageAsked } from '../common/http/paging.js';
import { type Page } from '../common/pagination/page.js';
import { Database } from '../database/database.js';
import { keyset, pageOf } from '../database/keyset.js';
import { queryOf } from '../database/statement.js';
import { type SessionKind } from './session-kind.js';

/** A login that has not ended, as its operator sees it. */
export interface ListedSession {
  readonly id: string;
  readonly kind: SessionKind;
  readonly createdAt: Date;
  /** When it began or was refreshed last. */
  readonly lastUsedAt: Date;
  readonly ip: string | null;
  readonly userAgent: string | null;
}

// A login without a valid refresh token is over, although its row is still there for a while.
const listed = (condition: string, orderBy: string): string => `
  SELECT s.id, s.kind, s.created_at AS "createdAt",
         COALESCE(s.last_used_at, s.created_at) AS "lastUsedAt", s.ip, s.user_agent AS "userAgent"
    FROM sessions s
   WHERE s.user_id = :userId AND s.revoked_at IS NULL AND ${condition}
     AND EXISTS (SELECT FROM refresh_tokens t
                  WHERE t.session_id = s.id AND t.used_at IS NULL AND t.expires_at > now())
   ORDER BY ${orderBy} LIMIT :most`;

/** The logins of an operator, to be looked at. */
@Injectable()
export class ListedSessionsRepository {
  constructor(private readonly database: Database) {}

  /** The logins of an operator that have not ended, newest first. */
  async list(userId: number, asked: PageAsked): Promise<Page<ListedSession>> {
    const { condition, orderBy, parameters } = keyset(asked, 's.created_at', 's.id');
    const query = queryOf<ListedSession>(listed(condition, orderBy), { userId, ...parameters });
    return pageOf(await this.database.query(query), asked, ({ createdAt }) => createdAt);
  }
}
