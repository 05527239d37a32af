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

/** A payment with the fields of its newest attempt: everything that the API shows. */
export type PaymentRecord = Readonly<
  Pick<PaymentEntity, (typeof OF_PAYMENT)[number]> &
    Pick<PaymentAttemptEntity, (typeof OF_NEWEST_ATTEMPT)[number]>
> &
  Partial<WithAccessFacts>;

/** The access of a payment, where a query asks for it. */
export interface WithAccessFacts {
  /** What the SQL function `payment_access` gives; null until the payment is completed. */
  readonly accessFacts: Readonly<Record<string, unknown>> | null;
}

/** A row as the database returns it: `bigint` is text. */
export type PaymentRow = Omit<PaymentRecord, 'amountMinor' | 'accessFacts'> & {
  readonly amountMinor: string;
};

/** The columns of a {@link PaymentRow}, of a payment `p` and its newest attempt `a`. */
export const PAYMENT_COLUMNS = `
  ${selectList(PaymentEntity, 'p', OF_PAYMENT)},
  ${selectList(PaymentAttemptEntity, 'a', OF_NEWEST_ATTEMPT)}`;

/** The column of {@link WithAccessFacts}, of a payment `p`. */
export const ACCESS_FACTS = `
  CASE WHEN p.status = 'completed' THEN payment_access(p.id, p.router_id) END AS "accessFacts"`;

/** Joins a payment `p` with its newest attempt `a`. */
export const NEWEST_ATTEMPT =
  'a.user_id = p.user_id AND a.payment_id = p.id AND a.number = p.retry_count + 1';

export const paymentRecord = (row: PaymentRow & Partial<WithAccessFacts>): PaymentRecord => ({
  ...row,
  amountMinor: safeInteger(row.amountMinor),
});
