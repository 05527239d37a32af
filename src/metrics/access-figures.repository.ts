import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

/** Figures about the access of customers at routers. */
export interface AccessFigures {
  /** Open sessions: of the routers that have most, by id, and of all `other` ones together. */
  readonly online: readonly { readonly router: string; readonly sessions: number }[];
  readonly silentRouters: number;
  /** Entitlements that started some minutes ago, by whether they have been used. */
  readonly recent: { readonly online: number; readonly offline: number };
}

/** Time limit for each statement, in ms: requests are more important than metrics. */
const STATEMENT_TIMEOUT_MS = 1_500;
/** Routers that are shown by themselves. */
const MAX_ROUTERS = 20;
/** At most so many rows are counted. */
const MAX_SESSIONS = 200_000;
const MAX_COUNTED = 20_000;

const ONLINE = `
  WITH counted AS (
    SELECT router_id, count(*) AS sessions
      FROM (SELECT router_id FROM accounting_sessions
             WHERE stopped_at IS NULL LIMIT ${MAX_SESSIONS}) AS open
     GROUP BY 1
  ), ranked AS (
    SELECT CASE WHEN row_number() OVER (ORDER BY sessions DESC, router_id) <= ${MAX_ROUTERS}
                THEN router_id::text ELSE 'other' END AS router, sessions
      FROM counted
    UNION ALL SELECT 'other', 0
  )
  SELECT router, sum(sessions)::integer AS sessions FROM ranked GROUP BY 1`;

/**
 * SQL: whether a router `r`, which is the NAS `n`, is silent. One without customers sends nothing. One
 * whose sessions were lost with its last packets is cut off, or it does not report any more.
 */
export const IS_SILENT_ROUTER = `
         r.access_method = 'radius' AND r.archived_at IS NULL
     AND n.last_packet_at BETWEEN now() - interval '1 day' AND now() - interval '3 minutes'
     AND EXISTS (SELECT FROM accounting_sessions s
                  WHERE s.user_id = r.user_id AND s.router_id = r.id
                    AND s.started_at > n.last_packet_at - interval '1 day'
                    AND s.stop_cause = 'stale'
                    AND s.stopped_at > n.last_packet_at - interval '2 minutes')`;

const SILENT_ROUTERS = `
  SELECT count(*)::integer AS routers
    FROM radius.nas n JOIN routers r ON r.id = n.router_id
   WHERE ${IS_SILENT_ROUTER}`;

const RECENT = `
  SELECT (SELECT count(*)::integer
            FROM (SELECT FROM entitlements e JOIN routers r ON r.id = e.router_id
                   WHERE e.first_login_at > now() - interval '30 minutes'
                     AND e.starts_at BETWEEN now() - interval '30 minutes'
                                         AND now() - interval '2 minutes'
                     AND e.previous_id IS NULL AND e.source = 'payment'
                     AND r.access_method <> 'none' LIMIT ${MAX_COUNTED}) AS used) AS online,
         (SELECT count(*)::integer
            FROM (SELECT FROM entitlements e JOIN routers r ON r.id = e.router_id
                   WHERE e.first_login_at IS NULL AND e.revoked_at IS NULL
                     AND e.starts_at BETWEEN now() - interval '30 minutes'
                                         AND now() - interval '2 minutes'
                     AND e.previous_id IS NULL AND e.source = 'payment'
                     AND r.access_method <> 'none' LIMIT ${MAX_COUNTED}) AS unused) AS offline`;

/** These statements. Each reads an index, or the routers. */
export const READ_OF_ACCESS = { ONLINE, SILENT_ROUTERS, RECENT } as const;

/** Reads the figures about access at routers. */
@Injectable()
export class AccessFiguresRepository {
  constructor(private readonly database: Database) {}

  /** Reads them one after the other on one connection. */
  read(): Promise<AccessFigures> {
    return this.database.transaction(async (tx) => {
      await tx.limitStatements(STATEMENT_TIMEOUT_MS);
      const online = await tx.query<AccessFigures['online'][number]>(ONLINE);
      const [silent] = await tx.query<{ routers: number }>(SILENT_ROUTERS);
      const [recent] = await tx.query<AccessFigures['recent']>(RECENT);
      return {
        online,
        silentRouters: silent?.routers ?? 0,
        recent: recent ?? { online: 0, offline: 0 },
      };
    });
  }
}
