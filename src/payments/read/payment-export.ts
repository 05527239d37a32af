import { Money } from '../../common/money/money.js';
import { csvTable, type CsvTable } from '../../common/csv/csv.js';
import { type LocalClock } from '../../common/time/local-time.js';
import { safeInteger, selectList } from '../../database/columns.js';
import { type Query, queryOf } from '../../database/statement.js';
import { NEWEST_ATTEMPT } from '../payment-record.js';
import { PaymentEntity } from '../payment.entity.js';
import { conditionsOf, type PaymentFilters, parametersOf } from './payment-filters.js';

const OF_PAYMENT = [
  'id',
  'createdAt',
  'completedAt',
  'status',
  'amountMinor',
  'currency',
  'feeMinor',
  'netMinor',
  'phoneE164',
  'receipt',
  'routerId',
  'packageId',
  'packageName',
  'paymentMethod',
  'paymentProvider',
  'macAddress',
  'packageExpiryTime',
  'reviewReason',
  'retryCount',
  'errorMessage',
] as const satisfies readonly (keyof PaymentEntity)[];

/** A payment as exports show it: `bigint` is text. */
export type ExportedPayment = Readonly<
  Omit<Pick<PaymentEntity, (typeof OF_PAYMENT)[number]>, 'amountMinor'>
> & {
  readonly amountMinor: string;
  readonly routerName: string;
  readonly invoiceId: string | null;
};

/** Returns the statement for all of an operator's payments that match the filters, newest first. */
export function paymentExportQuery(
  userId: number,
  filters: PaymentFilters,
): Query<ExportedPayment> {
  return queryOf(
    `
    SELECT ${selectList(PaymentEntity, 'p', OF_PAYMENT)}, r.name AS "routerName",
           a.invoice_id AS "invoiceId"
      FROM payments p
      JOIN routers r ON r.user_id = p.user_id AND r.id = p.router_id
     CROSS JOIN LATERAL (SELECT a.invoice_id FROM payment_attempts a
                          WHERE ${NEWEST_ATTEMPT} LIMIT 1) a
     WHERE ${conditionsOf(filters).join(' AND ')}
     ORDER BY p.created_at DESC, p.id DESC`,
    parametersOf(userId, filters),
  );
}

/**
 * The columns of an export, with the names that the API uses. They stay as they are: further ones are
 * added at the end.
 */
export function paymentTable(clock: LocalClock): CsvTable<ExportedPayment> {
  const timeOf = (date: Date | null): string | null => (date === null ? null : clock.show(date));
  const moneyOf = (minor: string | null, currency: string): string | null =>
    minor === null ? null : Money.fromMinor(safeInteger(minor), currency).toString();
  return csvTable([
    { name: 'id', value: (r) => r.id },
    { name: 'created_at', value: (r) => timeOf(r.createdAt) },
    { name: 'completed_at', value: (r) => timeOf(r.completedAt) },
    { name: 'status', value: (r) => r.status },
    { name: 'amount', value: (r) => moneyOf(r.amountMinor, r.currency) },
    { name: 'currency', value: (r) => r.currency },
    { name: 'fee', value: (r) => moneyOf(r.feeMinor, r.currency) },
    { name: 'net', value: (r) => moneyOf(r.netMinor, r.currency) },
    { name: 'phone_number', value: (r) => r.phoneE164 },
    { name: 'mpesa_reference', value: (r) => r.receipt },
    { name: 'router', value: (r) => r.routerId },
    { name: 'router_name', value: (r) => r.routerName },
    { name: 'package', value: (r) => r.packageId },
    { name: 'package_name', value: (r) => r.packageName },
    { name: 'payment_method', value: (r) => r.paymentMethod },
    { name: 'payment_provider', value: (r) => r.paymentProvider },
    { name: 'intasend_invoice_id', value: (r) => r.invoiceId },
    { name: 'mac_address', value: (r) => r.macAddress },
    { name: 'package_expiry_time', value: (r) => timeOf(r.packageExpiryTime) },
    { name: 'review_reason', value: (r) => r.reviewReason },
    { name: 'retry_count', value: (r) => r.retryCount },
    { name: 'error_message', value: (r) => r.errorMessage },
  ]);
}
