import { Injectable } from '@nestjs/common';
import { type Sql } from '../../database/database.js';
import { statement } from '../../database/statement.js';
import { type CoaRequestEntity } from './coa-request.entity.js';

/** The last request to a router about a session. */
export interface SessionRequest {
  readonly sessionId: string;
  readonly kind: CoaRequestEntity['kind'];
  /** As in the row, but `confirmed` as soon as the session has ended. */
  readonly state: CoaRequestEntity['state'];
  readonly requestedAt: Date;
  readonly tries: number;
  /** The last try; null before the first one. */
  readonly sentAt: Date | null;
  /** The last answer; null while the router is silent. */
  readonly answeredAt: Date | null;
  /** Error-Cause of a rejection (RFC 5176). */
  readonly errorCause: number | null;
}

const COLUMNS = `
  r.session_id AS "sessionId", r.kind,
  CASE WHEN r.state <> 'refused' AND s.stopped_at IS NOT NULL AND s.stop_cause <> 'stale'
       THEN 'confirmed' ELSE r.state END AS state,
  r.requested_at AS "requestedAt", r.tries, r.sent_at AS "sentAt", r.answered_at AS "answeredAt",
  r.error_cause AS "errorCause"`;

const OF_SESSIONS = statement<SessionRequest, { userId: number; sessionIds: readonly string[] }>(
  'find_requests_of_sessions',
  `
  SELECT ${COLUMNS}
    FROM coa_requests r JOIN accounting_sessions s ON s.id = r.session_id
   WHERE r.session_id = ANY (:sessionIds::uuid[]) AND r.user_id = :userId`,
);

/** Requests of a chain that are read, the newest sessions first. */
const MAX_OF_CHAIN = 100;
const OF_CHAIN = statement<SessionRequest, { userId: number; chainId: string }>(
  'find_requests_of_chain',
  `
  SELECT ${COLUMNS}
    FROM accounting_sessions s JOIN coa_requests r ON r.session_id = s.id
   WHERE s.chain_id = :chainId AND s.user_id = :userId
   ORDER BY s.started_at DESC, s.id DESC LIMIT ${MAX_OF_CHAIN}`,
);

/** Reads what became of the requests to routers, for operators: asked and not confirmed, or done. */
@Injectable()
export class CoaRequestsReader {
  /** The requests about these sessions of an operator. A session without one is left out. */
  ofSessions(sql: Sql, userId: number, sessionIds: readonly string[]): Promise<SessionRequest[]> {
    return sql.query(OF_SESSIONS({ userId, sessionIds }));
  }

  /** The requests about the newest sessions of a chain of an operator. */
  ofChain(sql: Sql, userId: number, chainId: string): Promise<SessionRequest[]> {
    return sql.query(OF_CHAIN({ userId, chainId }));
  }
}
