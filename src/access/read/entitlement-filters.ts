import { type PageRequest } from '../../common/pagination/page.js';
import { keyset } from '../../database/keyset.js';
import { type Query, queryOf } from '../../database/statement.js';
import { type EntitlementSource } from '../entitlement.entity.js';
import { ENTITLEMENT_COLUMNS, type EntitlementRow, ITS_ROUTER } from './entitlement-record.js';

/** The filters of a list of an operator's entitlements. Absent ones exclude nothing. */
export interface EntitlementFilters {
  /** Those that run now; false: those that do not. */
  readonly active?: boolean;
  readonly router?: number;
  readonly package?: number;
  /** In the form `+254712345678`. */
  readonly phone?: string;
  /** The access code, in capitals without dashes. */
  readonly code?: string;
  /** A device of the chain, in the form `AA:BB:CC:DD:EE:FF`. */
  readonly mac?: string;
  readonly payment?: string;
  readonly source?: EntitlementSource;
  /** The earliest creation time, included. */
  readonly from?: Date;
  /** The latest creation time, excluded. */
  readonly to?: Date;
}

const RUNS = 'e.revoked_at IS NULL AND e.starts_at <= :now AND e.ends_at > :now';

/** The condition of each filter. */
const CONDITIONS: Readonly<Record<Exclude<keyof EntitlementFilters, 'active' | 'source'>, string>> =
  {
    router: 'e.router_id = :router',
    package: 'e.package_id = :package',
    phone: 'e.phone_e164 = :phone',
    // A chain has one code, and only its first entitlement is in the index of codes.
    code: `e.chain_id = (SELECT c.id FROM entitlements c
                          WHERE c.user_id = :userId AND c.access_code = :code
                            AND c.previous_id IS NULL)`,
    mac: `e.chain_id = ANY (ARRAY(SELECT d.chain_id FROM devices d
                                   WHERE d.user_id = :userId AND d.mac_address = :mac))`,
    payment: 'e.payment_id = :payment',
    from: 'e.created_at >= :from',
    to: 'e.created_at < :to',
  };
const CONDITIONAL = Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[];

/** The filters that few entitlements match; each of them has an index. */
const OF_FEW = ['phone', 'code', 'mac', 'payment'] as const satisfies (keyof EntitlementFilters)[];

/**
 * SQL: what a page is read from. Those that run are read first: the planner takes them to be spread
 * over all times, and would look for them from the newest entitlement to the oldest, where they are
 * not. There are never more of them than customers with access, however long the history is.
 */
function readFrom(filters: EntitlementFilters): string {
  const isOfFew = OF_FEW.some((name) => filters[name] !== undefined);
  return filters.active === true && !isOfFew
    ? `(SELECT * FROM entitlements e WHERE e.user_id = :userId AND ${RUNS} OFFSET 0)`
    : 'entitlements';
}

/**
 * Returns the statement for one page of an operator's entitlements, with one row more than the page
 * holds. It is built from constant parts, as the list of payments is (docs/adr/0014).
 *
 * @param now decides which entitlements run
 */
export function entitlementListQuery(
  userId: number,
  filters: EntitlementFilters,
  asked: PageRequest,
  now: Date,
): Query<EntitlementRow> {
  const { condition, orderBy, parameters } = keyset(asked, 'e.created_at', 'e.id');
  const conditions = CONDITIONAL.filter((name) => filters[name] !== undefined).map(
    (name) => CONDITIONS[name],
  );
  const where = [
    'e.user_id = :userId',
    ...conditions,
    activeCondition(filters),
    sourceCondition(filters),
    condition,
  ];
  return queryOf(
    `
    SELECT ${ENTITLEMENT_COLUMNS}
      FROM (SELECT * FROM ${readFrom(filters)} e
             WHERE ${where.join(' AND ')}
             ORDER BY ${orderBy}
             LIMIT :most) e
      JOIN routers r ON ${ITS_ROUTER}
     ORDER BY ${orderBy}`,
    { ...filters, ...parameters, userId, now },
  );
}

function activeCondition({ active }: EntitlementFilters): string {
  if (active === undefined) return 'true';
  return active ? RUNS : `(${RUNS}) IS NOT TRUE`;
}

/** Most entitlements are of payments, and the index has only the others. */
function sourceCondition({ source }: EntitlementFilters): string {
  if (source === undefined) return 'true';
  return source === 'payment'
    ? 'e.source = :source'
    : `e.source <> 'payment' AND e.source = :source`;
}
