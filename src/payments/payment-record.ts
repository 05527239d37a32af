import { propertiesBut, safeInteger, selectList } from '../database/columns.js';
import { PaymentAttemptEntity } from './payment-attempt.entity.js';
import { PaymentEntity } from './payment.entity.js';

const OF_PAYMENT = propertiesBut(PaymentEntity, [
  'uploadSpeedMbps',
  'contradictions',
  'statusAskedAt',
  'feeMinor',
  'netMinor',
]);

const OF_NEWEST_ATTEMPT = [
  'channel',
  'delivery',
  'providerPaymentId',
  'invoiceId',
  'paymentUrl',
  'providerState',
  'failedReason',
  'failedCode',
] as const satisfies readonly (keyof PaymentAttemptEntity)[];

const SHOWN_OF_PAYMENT = [
  'id',
  'userId',
  'routerId',
  'packageId',
  'phoneNumber',
  'amountMinor',
  'currency',
  'paymentMethod',
  'paymentProvider',
  'status',
  'macAddress',
  'ipAddress',
  'errorMessage',
  'reviewReason',
  'retryCount',
  'receipt',
  'completedAt',
  'packageExpiryTime',
  'createdAt',
  'updatedAt',
] as const satisfies readonly (typeof OF_PAYMENT)[number][];

const SHOWN_OF_NEWEST_ATTEMPT = [
  'channel',
  'providerPaymentId',
  'invoiceId',
  'providerState',
] as const satisfies readonly (typeof OF_NEWEST_ATTEMPT)[number][];

/** A payment with the fields of its newest attempt: all that a sale works with. */
export type PaymentRecord = Readonly<
  Pick<PaymentEntity, (typeof OF_PAYMENT)[number]> &
    Pick<PaymentAttemptEntity, (typeof OF_NEWEST_ATTEMPT)[number]>
> &
  Partial<WithAccessFacts>;

/** The part of a {@link PaymentRecord} that the API shows in lists. */
export type ShownRecord = Pick<
  PaymentRecord,
  (typeof SHOWN_OF_PAYMENT)[number] | (typeof SHOWN_OF_NEWEST_ATTEMPT)[number] | 'accessFacts'
>;

/** The access of a payment, where a query asks for it. */
export interface WithAccessFacts {
  /** What the SQL function `access_facts` gives; null until the payment is completed. */
  readonly accessFacts: Readonly<Record<string, unknown>> | null;
}

/** A record as the database returns it: `bigint` is text. */
type RowOf<Of extends ShownRecord> = Omit<Of, 'amountMinor' | 'accessFacts'> & {
  readonly amountMinor: string;
};
export type PaymentRow = RowOf<PaymentRecord>;
export type ShownRow = RowOf<ShownRecord>;

/** The columns of a {@link PaymentRow}, of a payment `p` and its newest attempt `a`. */
export const PAYMENT_COLUMNS = `
  ${selectList(PaymentEntity, 'p', OF_PAYMENT)},
  ${selectList(PaymentAttemptEntity, 'a', OF_NEWEST_ATTEMPT)}`;

/** The columns of a {@link ShownRow}, of a payment `p` and its newest attempt `a`. */
export const SHOWN_COLUMNS = `
  ${selectList(PaymentEntity, 'p', SHOWN_OF_PAYMENT)},
  ${selectList(PaymentAttemptEntity, 'a', SHOWN_OF_NEWEST_ATTEMPT)}`;

/** How a statement reads the column of {@link WithAccessFacts}, of a payment `p`. */
export interface AccessFactsSql {
  readonly column: string;
  /** Comes after the other tables. */
  readonly join: string;
}

/**
 * For prepared statements: PostgreSQL inlines the function. All rows share one plan, which takes about
 * a millisecond to make.
 */
export const ACCESS_INLINED: AccessFactsSql = {
  column: 'access.facts AS "accessFacts"',
  join: `LEFT JOIN LATERAL access_facts(
      CASE WHEN p.status = 'completed' THEN p.id END, p.router_id) AS access (facts) ON true`,
};

/** For statements that are planned each time: the function is called, and keeps its own plan. */
export const ACCESS_BY_CALL: AccessFactsSql = {
  column: `CASE WHEN p.status = 'completed' THEN payment_access(p.id, p.router_id) END AS "accessFacts"`,
  join: '',
};

/** Joins a payment `p` with its newest attempt `a`. */
export const NEWEST_ATTEMPT =
  'a.user_id = p.user_id AND a.payment_id = p.id AND a.number = p.retry_count + 1';

/** Makes a row the record, without a copy of it: a list has many rows, and a row many columns. */
export const paymentRecord = (row: PaymentRow & Partial<WithAccessFacts>): PaymentRecord =>
  withAmount(row);
export const shownRecord = (row: ShownRow & Partial<WithAccessFacts>): ShownRecord =>
  withAmount(row);

function withAmount<Row extends ShownRow>(
  row: Row,
): Omit<Row, 'amountMinor'> & { readonly amountMinor: number } {
  const amountMinor = safeInteger(row.amountMinor);
  return Object.assign<Omit<Row, 'amountMinor'>, { readonly amountMinor: number }>(row, {
    amountMinor,
  });
}
