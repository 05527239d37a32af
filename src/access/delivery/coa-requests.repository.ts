import { Injectable } from '@nestjs/common';
import { Secret } from '../../common/crypto/secret.js';
import { Database } from '../../database/database.js';
import { statement } from '../../database/statement.js';
import { ANSWER_WAIT_MS } from './coa-client.js';
import { type RouterAnswer } from './radius-packet.js';

/** The task that sends the requests of a router. It stays as it is: the SQL functions contain it. */
export const SEND_COA_REQUESTS_TASK = 'send_coa_requests';

/** The payload of that job. */
export interface SendCoaRequestsPayload {
  readonly routerId: number;
}

/** Pauses after each try but the last, in seconds: five tries in 15 minutes. */
const PAUSES_S = [15, 60, 180, 360];
const MAX_TRIES = PAUSES_S.length + 1;
const DEADLINE = `interval '15 minutes'`;

/** Requests to one router that wait for their answers, and that are sent in one second. */
const MAX_IN_FLIGHT = 4;
const MAX_PER_SECOND = 20;
/** Requests to all routers in one second. An operator alone is sent half of them. */
const MAX_PER_SECOND_IN_ALL = 100;

/** The error cause of RFC 5176 that says that the router has no such session. */
const SESSION_NOT_FOUND = 503;

/** A request that must be sent now. */
export interface ClaimedRequest {
  readonly sessionId: string;
  readonly version: number;
  /** How often it has been claimed, this time included. */
  readonly tries: number;
  readonly isDisconnect: boolean;
  readonly username: string;
  readonly ipAddress: string | null;
  readonly acctSessionId: string;
  readonly macAddress: string;
  /** Null when the router has no address, or no secret. */
  readonly routerAddress: string | null;
  readonly coaPort: number;
  readonly secret: Secret | null;
  /** Null when the session must end. */
  readonly seconds: string | null;
  readonly uploadMbps: number | null;
  readonly downloadMbps: number | null;
  readonly octetsLeft: string | null;
}

/** The same as the database gives it. */
type ClaimedRow = Omit<ClaimedRequest, 'secret'> & { readonly secret: string | null };

/** A request that came to its end. */
export interface FinishedRequest {
  readonly kind: 'disconnect' | 'coa';
  readonly state: 'confirmed' | 'refused' | 'not_confirmed';
}

/** A request as an answer left it. */
interface RecordedRequest {
  readonly kind: FinishedRequest['kind'];
  readonly state: FinishedRequest['state'] | 'waiting';
}

/** A session that ended by a report of its router, or by a newer session; it is not just unheard of. */
const HAS_ENDED = `s.stopped_at IS NOT NULL AND s.stop_cause <> 'stale'`;
/** The router has said that it has no such session, and does not report it any more either. */
const IS_UNKNOWN = `s.stop_cause = 'stale' AND r.error_cause = ${SESSION_NOT_FOUND}`;

// The pace is counted in rows, so one claim must see the others. Held for one statement.
const LOCK_PACE = statement<unknown, object>(
  'lock_coa_pace',
  `SELECT pg_advisory_xact_lock(hashtext('coa_requests'))`,
);

// The Accounting-Stop is believed, not the acknowledgement of the router. Rows that a change holds are
// left out, because locks that are awaited in another order would block both. A router that has come
// back since the last try had no chance to obey, so the state of the session at that try counts too.
const FINISH = statement<FinishedRequest, { routerId: number }>(
  'finish_coa_requests',
  `
  UPDATE coa_requests r
     SET finished_at = now(), was_stale = r.was_stale OR coalesce(s.stop_cause = 'stale', false),
         state = CASE WHEN ${HAS_ENDED} OR ${IS_UNKNOWN} THEN 'confirmed' ELSE 'not_confirmed' END
    FROM accounting_sessions s
   WHERE s.id = r.session_id
     AND r.session_id = ANY (ARRAY(
           SELECT r.session_id
             FROM coa_requests r JOIN accounting_sessions s ON s.id = r.session_id
            WHERE r.router_id = :routerId AND r.state = 'waiting'
              AND (${HAS_ENDED}
                   OR r.next_try_at <= now()
                      AND (r.tries >= ${MAX_TRIES} OR r.requested_at <= now() - ${DEADLINE}))
              FOR UPDATE OF r SKIP LOCKED))
  RETURNING r.kind, r.state`,
);

const OPERATOR = statement<{ userId: number }, { routerId: number }>(
  'find_operator_of_router',
  `SELECT user_id AS "userId" FROM routers WHERE id = :routerId`,
);

// A try plans the next one before it is made. So a request that is being sent is never lost with its
// process, and none is sent more often than it may be. An operator is sent no more in a second than
// is left for others, so that one with very many requests delays nobody else.
const CLAIM = statement<ClaimedRow, { routerId: number }>(
  'claim_coa_requests',
  `
  WITH clock AS MATERIALIZED (
    SELECT clock_timestamp()::timestamptz(3) AS now, t.user_id FROM routers t WHERE t.id = :routerId
  ), recent AS MATERIALIZED (
    SELECT least(
             ${MAX_IN_FLIGHT} - count(*) FILTER (WHERE r.router_id = :routerId
                                                   AND r.answered_at IS NULL),
             ${MAX_PER_SECOND} - count(*) FILTER (WHERE r.router_id = :routerId
                                     AND r.sent_at > clock.now - interval '1 second'),
             (${MAX_PER_SECOND_IN_ALL}
              - count(*) FILTER (WHERE r.sent_at > clock.now - interval '1 second')
              - count(*) FILTER (WHERE r.user_id = clock.user_id
                                   AND r.sent_at > clock.now - interval '1 second')) / 2) AS room
      FROM clock
      LEFT JOIN coa_requests r
             ON r.sent_at > clock.now - ${ANSWER_WAIT_MS} * interval '1 millisecond'
  ), due AS MATERIALIZED (
    SELECT r.session_id FROM coa_requests r
     WHERE r.router_id = :routerId AND r.state = 'waiting'
       AND r.tries < ${MAX_TRIES} AND r.next_try_at <= (SELECT clock.now FROM clock)
     ORDER BY r.next_try_at LIMIT (SELECT greatest(recent.room, 0) FROM recent)
       FOR UPDATE SKIP LOCKED
  )
  UPDATE coa_requests r
     SET tries = r.tries + 1, sent_at = clock.now, answered_at = NULL,
         was_stale = coalesce(s.stop_cause = 'stale', false),
         kind = CASE WHEN c.reason IS NULL THEN r.kind ELSE 'disconnect' END,
         next_try_at = CASE
           WHEN r.tries + 1 < ${MAX_TRIES}
           THEN clock.now + ('{${PAUSES_S.join(',')}}'::integer[])[r.tries + 1] * interval '1 second'
           ELSE greatest(r.requested_at + ${DEADLINE}, clock.now + interval '15 seconds') END
    FROM due CROSS JOIN clock
    JOIN accounting_sessions s ON s.id = due.session_id
    JOIN routers t ON t.id = s.router_id
    LEFT JOIN radius.nas n ON n.router_id = t.id
   CROSS JOIN LATERAL radius.chain_state(s.chain_id) c
   WHERE r.session_id = due.session_id
  RETURNING r.session_id AS "sessionId", r.version, r.tries, r.kind = 'disconnect' AS "isDisconnect",
            s.username, host(s.ip_address) AS "ipAddress", s.acct_session_id AS "acctSessionId",
            s.mac_address AS "macAddress", host(t.nas_address) AS "routerAddress",
            t.coa_port AS "coaPort", n.secret, c.seconds, c.upload AS "uploadMbps",
            c.download AS "downloadMbps", c.octets_left AS "octetsLeft"`,
);

const RECORD = statement<
  RecordedRequest,
  { sessionId: string; version: number; isAccepted: boolean; errorCause: number | null }
>(
  'record_coa_answer',
  `
  UPDATE coa_requests r
     SET answered_at = clock_timestamp(), error_cause = :errorCause,
         finished_at = CASE WHEN r.kind = 'coa' THEN now() END,
         state = CASE WHEN r.kind = 'disconnect' THEN 'waiting'
                      WHEN :isAccepted THEN 'confirmed' ELSE 'refused' END
   WHERE r.session_id = :sessionId AND r.version = :version AND r.state = 'waiting'
  RETURNING r.kind, r.state`,
);

// A job that is there already runs when it was to run: a change may have added it meanwhile.
const PLAN_NEXT = statement<{ id: string }, { routerId: number; pauseMs: number }>(
  'plan_next_coa_requests',
  `
  SELECT (graphile_worker.add_job(
           '${SEND_COA_REQUESTS_TASK}', json_build_object('routerId', :routerId::integer),
           run_at := greatest(waiting.next_try_at,
                              now() + :pauseMs::integer * interval '1 millisecond'),
           job_key := '${SEND_COA_REQUESTS_TASK}-' || :routerId,
           job_key_mode := 'preserve_run_at')).id
    FROM (SELECT min(r.next_try_at) AS next_try_at FROM coa_requests r
           WHERE r.router_id = :routerId AND r.state = 'waiting' HAVING count(*) > 0) AS waiting`,
);

const WAKE_OVERLOOKED = statement<{ id: string }, object>(
  'wake_overlooked_coa_requests',
  `
  SELECT (graphile_worker.add_job(
           '${SEND_COA_REQUESTS_TASK}', json_build_object('routerId', overdue.router_id),
           run_at := now(), job_key := '${SEND_COA_REQUESTS_TASK}-' || overdue.router_id,
           job_key_mode := 'preserve_run_at')).id
    FROM (SELECT r.router_id FROM coa_requests r
           WHERE r.state = 'waiting' AND r.next_try_at < now() - interval '1 minute'
           GROUP BY 1 ORDER BY 1) AS overdue`,
);

// The router was away while the session had to end, and has come back with it.
const RENEW = statement<{ id: string }, object>(
  'renew_coa_requests',
  `
  WITH renewed AS (
    UPDATE coa_requests r
       SET state = 'waiting', version = r.version + 1, tries = 0, requested_at = now(),
           next_try_at = now(), answered_at = NULL, error_cause = NULL, was_stale = false,
           finished_at = NULL
      FROM accounting_sessions s
     WHERE s.id = r.session_id AND s.stopped_at IS NULL
       AND r.session_id = ANY (ARRAY(
             SELECT r.session_id FROM coa_requests r
              WHERE r.finished_at > now() - interval '1 day' AND r.state = 'not_confirmed'
                AND r.kind = 'disconnect' AND r.was_stale
                FOR UPDATE SKIP LOCKED))
    RETURNING r.router_id
  )
  SELECT (graphile_worker.add_job(
           '${SEND_COA_REQUESTS_TASK}', json_build_object('routerId', back.router_id),
           job_key := '${SEND_COA_REQUESTS_TASK}-' || back.router_id)).id
    FROM (SELECT DISTINCT router_id FROM renewed ORDER BY router_id) AS back`,
);

/** The SQL of the requests to routers, as the job needs it that sends them. */
@Injectable()
export class CoaRequestsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Finishes the requests of a router that have come to their end, and claims those that may be sent
   * now, within the limits of all servers together.
   */
  claim(routerId: number): Promise<{
    readonly finished: readonly FinishedRequest[];
    readonly claimed: readonly ClaimedRequest[];
  }> {
    return this.database.transaction(async (tx) => {
      const [, finished, claimed] = await Promise.all([
        tx.query(LOCK_PACE({})),
        tx.query(FINISH({ routerId })),
        tx.query(CLAIM({ routerId })),
      ]);
      return {
        finished,
        claimed: claimed.map((row) => ({
          ...row,
          secret: row.secret === null ? null : new Secret(row.secret),
        })),
      };
    });
  }

  /** The operator of a router; null when there is no such router. */
  async operatorOf(routerId: number): Promise<number | null> {
    return (await this.database.query(OPERATOR({ routerId })))[0]?.userId ?? null;
  }

  /** Records an answer. Null while the request goes on, and when a newer one has replaced it. */
  async record(
    { sessionId, version }: ClaimedRequest,
    { isAccepted, errorCause }: RouterAnswer,
  ): Promise<FinishedRequest | null> {
    const query = RECORD({ sessionId, version, isAccepted, errorCause });
    const [request] = await this.database.query(query);
    if (!request || request.state === 'waiting') return null;
    return { kind: request.kind, state: request.state };
  }

  /** Adds the next job of a router that has requests left, after a pause at the earliest. */
  async planNext(routerId: number, pauseMs: number): Promise<void> {
    await this.database.query(PLAN_NEXT({ routerId, pauseMs }));
  }

  /**
   * Adds jobs for requests that are overdue, because their job has failed for good, and plans those
   * again whose router was away and has come back.
   */
  async wakeOverlooked(): Promise<void> {
    await this.database.query(RENEW({}));
    await this.database.query(WAKE_OVERLOOKED({}));
  }
}
