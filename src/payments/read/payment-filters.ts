import { type UuidRange } from '../../common/ids/uuid-prefix.js';
import { type PageRequest } from '../../common/pagination/page.js';
import { type ProviderCode } from '../../providers/provider-code.js';
import { type PaymentMethod, type PaymentStatus, type ReviewReason } from '../domain/index.js';
import { NEWEST_ATTEMPT, PAYMENT_COLUMNS } from '../payment-record.js';

/** The filters of a list of an operator's payments. Absent ones exclude nothing. */
export interface PaymentFilters {
  readonly status?: PaymentStatus;
  readonly method?: PaymentMethod;
  readonly provider?: ProviderCode;
  readonly router?: number;
  readonly package?: number;
  /** As `+254712345678`. */
  readonly phone?: string;
  /** The receipt of the money, in capitals. */
  readonly mpesa_reference?: string;
  /** As `AA:BB:CC:DD:EE:FF`. */
  readonly mac?: string;
  /** The payments whose ids are in this range. */
  readonly id?: UuidRange;
  /** The earliest creation time, included. */
  readonly from?: Date;
  /** The latest creation time, excluded. */
  readonly to?: Date;
  /** Payments under review for this reason; true for any reason, false for none. */
  readonly review?: ReviewReason | boolean;
}

/** A statement with the values of its parameters. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The constant text that each filter adds; its value follows as a parameter. */
const COMPARISONS = {
  status: 'p.status =',
  method: 'p.payment_method =',
  provider: 'p.payment_provider =',
  router: 'p.router_id =',
  package: 'p.package_id =',
  phone: 'p.phone_e164 =',
  mpesa_reference: 'p.mpesa_reference =',
  // The index excludes payments without an address, so the statement must do so too.
  mac: `p.mac_address <> '' AND p.mac_address =`,
  from: 'p.created_at >=',
  to: 'p.created_at <',
} as const satisfies Partial<Record<keyof PaymentFilters, string>>;
const COMPARED = Object.keys(COMPARISONS) as (keyof typeof COMPARISONS)[];

/**
 * The statement that reads one page of an operator's payments, one row more than the page holds.
 *
 * It is put together from constant pieces, so that a filter which is not asked for is not in it:
 * `$1 IS NULL OR column = $1` would keep the planner from using an index. There is an index for
 * each filter that has the order of the list behind it, and the row comparison lets it start at
 * the cursor: a page costs the same at any depth of any list. (Ids that begin in a certain way
 * are found by the primary key: they are few.) The page is read first and its
 * attempts after, one by one: joined as a whole, the planner would rather sort all payments.
 * docs/adr/0014 has the reasons.
 */
export function listStatement(
  userId: number,
  filters: PaymentFilters,
  { cursor, limit }: PageRequest,
): Statement {
  const values: unknown[] = [];
  const parameter = (value: unknown): string => `$${values.push(value)}`;
  const [comparison, order] = cursor?.direction === 'previous' ? ['>', 'ASC'] : ['<', 'DESC'];

  const conditions = [`p.user_id = ${parameter(userId)}`];
  for (const name of COMPARED) {
    const value = filters[name];
    if (value !== undefined) conditions.push(`${COMPARISONS[name]} ${parameter(value)}`);
  }
  if (filters.id !== undefined) {
    const { lowest, highest } = filters.id;
    conditions.push(`p.id BETWEEN ${parameter(lowest)}::uuid AND ${parameter(highest)}::uuid`);
  }
  if (filters.review !== undefined) conditions.push(reviewCondition(filters.review, parameter));
  if (cursor) {
    const position = `(${parameter(cursor.at)}, ${parameter(cursor.id)}::uuid)`;
    conditions.push(`(p.created_at, p.id) ${comparison} ${position}`);
  }
  const text = `
    SELECT ${PAYMENT_COLUMNS}
      FROM (SELECT * FROM payments p
             WHERE ${conditions.join(' AND ')}
             ORDER BY p.created_at ${order}, p.id ${order}
             LIMIT ${parameter(limit + 1)}) p
     CROSS JOIN LATERAL (SELECT * FROM payment_attempts a WHERE ${NEWEST_ATTEMPT} LIMIT 1) a
     ORDER BY p.created_at ${order}, p.id ${order}`;
  return { text, values };
}

function reviewCondition(
  review: ReviewReason | boolean,
  parameter: (value: unknown) => string,
): string {
  if (review === true) return 'p.review_reason IS NOT NULL';
  if (review === false) return 'p.review_reason IS NULL';
  return `p.review_reason = ${parameter(review)}`;
}
