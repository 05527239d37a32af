import { type PageRequest } from '../../common/pagination/page.js';
import { keyset } from '../../database/keyset.js';
import { type Query, queryOf } from '../../database/statement.js';

/** The filters of a list of an operator's accounting sessions. Absent ones exclude nothing. */
export interface SessionFilters {
  /** The open ones: who is online now. False: those that have ended. */
  readonly active?: boolean;
  readonly router?: number;
  /** In the form `AA:BB:CC:DD:EE:FF`. */
  readonly mac?: string;
  /** In the form `+254712345678`. */
  readonly phone?: string;
  /** The access code, in capitals without dashes. */
  readonly code?: string;
  /** An entitlement; its whole chain is meant. */
  readonly entitlement?: string;
  /** The earliest start, included. */
  readonly from?: Date;
  /** The latest start, excluded. */
  readonly to?: Date;
}

/** An accounting session with what it uses. */
export interface SessionRecord {
  readonly id: string;
  readonly routerId: number;
  readonly routerName: string;
  readonly macAddress: string;
  readonly ipAddress: string | null;
  readonly startedAt: Date;
  readonly updatedAt: Date;
  readonly stoppedAt: Date | null;
  readonly stopCause: string | null;
  /** 64-bit numbers, as the database prints them. */
  readonly sessionSeconds: string;
  readonly octetsUp: string;
  readonly octetsDown: string;
  /** The entitlement of the chain that ran last in the session. */
  readonly entitlementId: string;
  readonly paymentId: string | null;
  readonly accessCode: string;
  readonly phoneE164: string;
  readonly packageName: string;
  readonly downloadSpeedMbps: number;
  readonly uploadSpeedMbps: number;
  /** The end of the whole chain; null when all of it was revoked. */
  readonly chainEndsAt: Date | null;
}

/** The condition of each filter. */
const CONDITIONS: Readonly<Record<Exclude<keyof SessionFilters, 'active'>, string>> = {
  router: 's.router_id = :router',
  mac: 's.mac_address = :mac',
  phone: `s.chain_id = ANY (ARRAY(SELECT e.chain_id FROM entitlements e
                                   WHERE e.user_id = :userId AND e.phone_e164 = :phone))`,
  code: `s.chain_id = (SELECT e.id FROM entitlements e
                        WHERE e.user_id = :userId AND e.access_code = :code
                          AND e.previous_id IS NULL)`,
  entitlement: `s.chain_id = (SELECT e.chain_id FROM entitlements e
                             WHERE e.user_id = :userId AND e.id = :entitlement)`,
  from: 's.started_at >= :from',
  to: 's.started_at < :to',
};
const CONDITIONAL = Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[];

// Entitlements are found one by one: for a single join the planner would read those of all operators.
/** The rows of {@link SessionRecord} for the sessions of a FROM item `s`. */
const recordsOf = (sessions: string): string => `
  SELECT s.id, s.router_id AS "routerId", r.name AS "routerName", s.mac_address AS "macAddress",
         host(s.ip_address) AS "ipAddress", s.started_at AS "startedAt",
         s.updated_at AS "updatedAt", s.stopped_at AS "stoppedAt", s.stop_cause AS "stopCause",
         s.session_seconds AS "sessionSeconds", s.octets_up AS "octetsUp",
         s.octets_down AS "octetsDown",
         e.id AS "entitlementId", e.payment_id AS "paymentId", e.access_code AS "accessCode",
         e.phone_e164 AS "phoneE164", e.package_name AS "packageName",
         e.download_speed_mbps AS "downloadSpeedMbps", e.upload_speed_mbps AS "uploadSpeedMbps",
         (SELECT l.ends_at FROM entitlements l
           WHERE l.chain_id = s.chain_id AND l.revoked_at IS NULL AND l.ends_at IS NOT NULL
           ORDER BY l.ends_at DESC LIMIT 1) AS "chainEndsAt"
    FROM ${sessions} s
    JOIN routers r ON r.user_id = s.user_id AND r.id = s.router_id
   CROSS JOIN LATERAL (
     SELECT * FROM entitlements e WHERE e.id = coalesce(
       (SELECT l.id FROM entitlements l
         WHERE l.chain_id = s.chain_id AND l.revoked_at IS NULL
           AND l.ends_at > coalesce(s.stopped_at, now())
         ORDER BY l.ends_at LIMIT 1),
       (SELECT l.id FROM entitlements l
         WHERE l.chain_id = s.chain_id AND l.ends_at IS NOT NULL
         ORDER BY l.ends_at DESC LIMIT 1),
       s.chain_id) LIMIT 1) e`;

/** The conditions of an operator's sessions `s` that match the filters. */
const conditionsOf = (filters: SessionFilters): readonly string[] => [
  's.user_id = :userId',
  ...CONDITIONAL.filter((name) => filters[name] !== undefined).map((name) => CONDITIONS[name]),
  activeCondition(filters),
];

/**
 * Returns the statement for one page of an operator's accounting sessions, the newest start first,
 * with one row more than the page holds. It is built from constant parts, as the list of payments
 * is (docs/adr/0014).
 */
export function sessionListQuery(
  userId: number,
  filters: SessionFilters,
  asked: PageRequest,
): Query<SessionRecord> {
  const { condition, orderBy, parameters } = keyset(asked, 's.started_at', 's.id');
  const page = `(SELECT * FROM accounting_sessions s
                  WHERE ${[...conditionsOf(filters), condition].join(' AND ')}
                  ORDER BY ${orderBy}
                  LIMIT :most)`;
  return queryOf(`${recordsOf(page)} ORDER BY ${orderBy}`, { ...filters, ...parameters, userId });
}

/**
 * Returns the statement for all of an operator's accounting sessions that match the filters, the newest
 * start first.
 */
export const sessionExportQuery = (userId: number, filters: SessionFilters): Query<SessionRecord> =>
  queryOf(
    `${recordsOf('accounting_sessions')}
      WHERE ${conditionsOf(filters).join(' AND ')}
      ORDER BY s.started_at DESC, s.id DESC`,
    { ...filters, userId },
  );

function activeCondition({ active }: SessionFilters): string {
  if (active === undefined) return 'true';
  return active ? 's.stopped_at IS NULL' : 's.stopped_at IS NOT NULL';
}
