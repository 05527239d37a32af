import { safeInteger } from '../database/columns.js';
import { type ProviderCode } from '../providers/provider-code.js';
import {
  type AttemptChannel,
  type PaymentMethod,
  type PaymentStatus,
  type ReviewReason,
} from './domain/index.js';

/** A payment with what its newest attempt adds: everything that the API shows of it. */
export interface PaymentRecord {
  readonly id: string;
  readonly userId: number;
  readonly routerId: number;
  readonly packageId: number;
  readonly phoneNumber: string;
  readonly phoneE164: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly paymentMethod: PaymentMethod;
  readonly paymentProvider: ProviderCode;
  readonly status: PaymentStatus;
  readonly macAddress: string;
  readonly ipAddress: string;
  readonly packageName: string;
  readonly durationHours: number;
  readonly errorMessage: string;
  readonly reviewReason: ReviewReason | null;
  readonly retryCount: number;
  readonly receipt: string | null;
  readonly paidInvoiceId: string | null;
  readonly completedAt: Date | null;
  readonly packageExpiryTime: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly channel: AttemptChannel;
  readonly providerPaymentId: string | null;
  readonly invoiceId: string | null;
  readonly paymentUrl: string | null;
  readonly providerState: string;
  readonly failedReason: string | null;
  readonly failedCode: string | null;
}

/** As it comes from the database: `bigint` is text there. */
export type PaymentRow = Omit<PaymentRecord, 'amountMinor'> & { readonly amountMinor: string };

/** The columns of a {@link PaymentRow}, of a payment `p` and its newest attempt `a`. */
export const PAYMENT_COLUMNS = `
  p.id, p.user_id AS "userId", p.router_id AS "routerId", p.package_id AS "packageId",
  p.phone_number AS "phoneNumber", p.phone_e164 AS "phoneE164", p.amount_minor AS "amountMinor",
  p.currency, p.payment_method AS "paymentMethod", p.payment_provider AS "paymentProvider",
  p.status, p.mac_address AS "macAddress", p.ip_address AS "ipAddress",
  p.package_name AS "packageName", p.duration_hours AS "durationHours",
  p.error_message AS "errorMessage", p.review_reason AS "reviewReason",
  p.retry_count AS "retryCount", p.mpesa_reference AS "receipt",
  p.paid_invoice_id AS "paidInvoiceId", p.completed_at AS "completedAt",
  p.package_expiry_time AS "packageExpiryTime", p.created_at AS "createdAt",
  p.updated_at AS "updatedAt", a.channel, a.provider_payment_id AS "providerPaymentId",
  a.invoice_id AS "invoiceId", a.payment_url AS "paymentUrl",
  a.provider_state AS "providerState", a.failed_reason AS "failedReason",
  a.failed_code AS "failedCode"`;

/** Ties a payment `p` to its newest attempt `a`. */
export const NEWEST_ATTEMPT =
  'a.user_id = p.user_id AND a.payment_id = p.id AND a.number = p.retry_count + 1';

export const paymentRecord = (row: PaymentRow): PaymentRecord => ({
  ...row,
  amountMinor: safeInteger(row.amountMinor),
});
