import { propertiesBut, safeInteger, selectList } from '../database/columns.js';
import { PaymentAttemptEntity } from './payment-attempt.entity.js';
import { PaymentEntity } from './payment.entity.js';

const OF_PAYMENT = propertiesBut(PaymentEntity, [
  'downloadSpeedMbps',
  'uploadSpeedMbps',
  'contradictions',
  'statusAskedAt',
]);

const OF_NEWEST_ATTEMPT = [
  'channel',
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
>;

/** A row as the database returns it: `bigint` is text. */
export type PaymentRow = Omit<PaymentRecord, 'amountMinor'> & { readonly amountMinor: string };

/** The columns of a {@link PaymentRow}, of a payment `p` and its newest attempt `a`. */
export const PAYMENT_COLUMNS = `
  ${selectList(PaymentEntity, 'p', OF_PAYMENT)},
  ${selectList(PaymentAttemptEntity, 'a', OF_NEWEST_ATTEMPT)}`;

/** Joins a payment `p` with its newest attempt `a`. */
export const NEWEST_ATTEMPT =
  'a.user_id = p.user_id AND a.payment_id = p.id AND a.number = p.retry_count + 1';

export const paymentRecord = (row: PaymentRow): PaymentRecord => ({
  ...row,
  amountMinor: safeInteger(row.amountMinor),
});
