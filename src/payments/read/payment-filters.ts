import { type UuidRange } from '../../common/ids/uuid-prefix.js';
import { DEFAULT_LIMIT, type PageRequest } from '../../common/pagination/page.js';
import { keyset } from '../../database/keyset.js';
import { prepared, type Query, queryOf, statement } from '../../database/statement.js';
import { type ProviderCode } from '../../providers/provider-code.js';
import { type PaymentMethod, type PaymentStatus, type ReviewReason } from '../domain/index.js';
import {
  ACCESS_INLINED,
  ACCESS_BY_CALL,
  type AccessFactsSql,
  NEWEST_ATTEMPT,
  SHOWN_COLUMNS,
  type ShownRow,
  type WithAccessFacts,
} from '../payment-record.js';

/** The filters of a list of an operator's payments. Absent ones exclude nothing. */
export interface PaymentFilters {
  readonly status?: PaymentStatus;
  readonly method?: PaymentMethod;
  readonly provider?: ProviderCode;
  readonly router?: number;
  readonly package?: number;
  /** In the form `+254712345678`. */
  readonly phone?: string;
  /** The receipt of the money, in capitals. */
  readonly mpesa_reference?: string;
  /** In the form `AA:BB:CC:DD:EE:FF`. */
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

/** The condition of each filter. */
const CONDITIONS: Readonly<Record<Exclude<keyof PaymentFilters, 'review'>, string>> = {
  status: 'p.status = :status',
  method: 'p.payment_method = :method',
  provider: 'p.payment_provider = :provider',
  router: 'p.router_id = :router',
  package: 'p.package_id = :package',
  phone: 'p.phone_e164 = :phone',
  mpesa_reference: 'p.mpesa_reference = :mpesa_reference',
  // The index excludes payments without an address, so the statement must do so too.
  mac: `p.mac_address <> '' AND p.mac_address = :mac`,
  id: 'p.id BETWEEN :lowest::uuid AND :highest::uuid',
  from: 'p.created_at >= :from',
  to: 'p.created_at < :to',
};
const CONDITIONAL = Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[];

/** The conditions of an operator's payments `p` that match the filters. */
export const conditionsOf = (filters: PaymentFilters): readonly string[] => [
  'p.user_id = :userId',
  ...CONDITIONAL.filter((name) => filters[name] !== undefined).map((name) => CONDITIONS[name]),
  reviewCondition(filters),
];

/** The parameters of {@link conditionsOf}. */
export const parametersOf = (userId: number, filters: PaymentFilters): object => ({
  ...filters,
  ...filters.id,
  userId,
});

/**
 * Returns the statement for one page of an operator's payments, with one row more than the page
 * holds.
 * It is built from constant parts, so that absent filters are not part of it: `:status IS NULL OR
 * status = :status` would keep the planner from using an index. Each filter has an index with the
 * order of the list after it, and the row comparison starts at the cursor, so that a page costs the
 * same at any depth. (Ids with a prefix are found by the primary key, because they are few.) The
 * page is read first and its attempts afterwards, one by one: for a single join the planner would
 * sort all payments. docs/adr/0014 has the reasons.
 */
export function paymentListQuery(
  userId: number,
  filters: PaymentFilters,
  asked: PageRequest,
): Query<ListedRow> {
  if (isNewestPage(filters, asked)) return NEWEST_PAGE({ userId });
  const { parameters, ...parts } = keyset(asked, 'p.created_at', 'p.id');
  const condition = [...conditionsOf(filters), parts.condition].join(' AND ');
  return queryOf(pageText(condition, parts.orderBy, ':most', ACCESS_BY_CALL), {
    ...parametersOf(userId, filters),
    ...parameters,
  });
}

type ListedRow = ShownRow & WithAccessFacts;

/** @param limit SQL, as are the others */
const pageText = (
  condition: string,
  orderBy: string,
  limit: string,
  access: AccessFactsSql,
): string => `
  SELECT ${SHOWN_COLUMNS}, ${access.column}
    FROM (SELECT * FROM payments p WHERE ${condition} ORDER BY ${orderBy} LIMIT ${limit}) p
   CROSS JOIN LATERAL (SELECT * FROM payment_attempts a WHERE ${NEWEST_ATTEMPT} LIMIT 1) a
   ${access.join}
   ORDER BY ${orderBy}`;

/** The newest payments of any kind, which is what most lists are. */
const isNewestPage = (filters: PaymentFilters, { cursor, limit }: PageRequest): boolean =>
  cursor === null &&
  limit === DEFAULT_LIMIT &&
  filters.review === undefined &&
  CONDITIONAL.every((name) => filters[name] === undefined);

// PostgreSQL keeps one plan for this text, because it knows no values: making one takes longer than
// reading the page. The number of rows is part of the text, since of a number that it does not know it
// assumes a tenth of all rows. The operator is written as a range, of which it assumes half a percent of
// all rows: of a single one it assumes the average, and where most operators have sold little, that plan
// would sort all payments of one who has sold much.
const newestPage = (access: AccessFactsSql): string =>
  pageText(
    'p.user_id BETWEEN (SELECT :userId::integer) AND (SELECT :userId::integer)',
    'p.user_id DESC, p.created_at DESC, p.id DESC',
    String(DEFAULT_LIMIT + 1),
    access,
  );
const NEWEST_PAGE = prepared<ListedRow, { userId: number }>(
  'newest_payments',
  newestPage(ACCESS_INLINED),
  statement<ListedRow, { userId: number }>(
    'newest_payments_unprepared',
    newestPage(ACCESS_BY_CALL),
  ),
);

function reviewCondition({ review }: PaymentFilters): string {
  if (review === undefined) return 'true';
  if (typeof review === 'string') return 'p.review_reason = :review';
  return review ? 'p.review_reason IS NOT NULL' : 'p.review_reason IS NULL';
}
