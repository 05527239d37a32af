import { Money } from '../../common/money/money.js';
import { toIso } from '../../common/time/instant.js';
import { isOpen, METHOD_NAMES, STATUS_NAMES } from '../domain/index.js';
import { type PaymentRecord } from '../payment-record.js';
import { type AttemptRecord, type HistoryRecord } from './payments.repository.js';

/**
 * A payment as the API shows it, always whole. Ids and words that the provider has not given yet
 * are empty text, as in the existing system.
 *
 * @param now decides whether the time that was bought has run out
 */
export function paymentResponse(record: PaymentRecord, now: Date) {
  const isSuccessful = record.status === 'completed';
  const isExpired = record.packageExpiryTime !== null && record.packageExpiryTime <= now;
  return {
    id: record.id,
    user: record.userId,
    router: record.routerId,
    package: record.packageId,
    phone_number: record.phoneNumber,
    amount: Money.fromMinor(record.amountMinor, record.currency).toString(),
    currency: record.currency,
    payment_method: record.paymentMethod,
    payment_method_display: METHOD_NAMES[record.paymentMethod],
    payment_provider: record.paymentProvider,
    status: record.status,
    status_display: STATUS_NAMES[record.status],
    intasend_payment_id: record.providerPaymentId ?? '',
    intasend_invoice_id: shownInvoiceId(record),
    intasend_state: record.providerState,
    mpesa_reference: record.receipt,
    mac_address: record.macAddress,
    ip_address: record.ipAddress,
    package_expiry_time: toIso(record.packageExpiryTime),
    created_at: toIso(record.createdAt),
    updated_at: toIso(record.updatedAt),
    completed_at: toIso(record.completedAt),
    error_message: record.errorMessage,
    retry_count: record.retryCount,
    review_reason: record.reviewReason,
    is_successful: isSuccessful,
    is_failed: record.status === 'failed',
    is_pending: isOpen(record.status),
    is_expired: isExpired,
    is_active: isSuccessful && !isExpired,
  };
}

/** A link has no invoice until someone starts to pay; its checkout's id stands in until then. */
export const shownInvoiceId = (record: PaymentRecord): string =>
  record.invoiceId ?? (record.channel === 'link' ? record.providerPaymentId : null) ?? '';

/** One try to collect, as the API shows it. */
export const attemptResponse = (attempt: AttemptRecord) => ({
  number: attempt.number,
  channel: attempt.channel,
  delivery: attempt.delivery,
  reference: attempt.reference,
  environment: attempt.environment,
  intasend_payment_id: attempt.providerPaymentId,
  intasend_invoice_id: attempt.invoiceId,
  intasend_state: attempt.providerState,
  mpesa_reference: attempt.receipt,
  failed_reason: attempt.failedReason,
  failed_code: attempt.failedCode,
  created_at: toIso(attempt.createdAt),
});

/** One line of history, as the API shows it. */
export const historyResponse = (line: HistoryRecord) => ({
  event: line.event,
  attempt: line.attempt,
  from: line.fromStatus,
  to: line.toStatus,
  source: line.source,
  evidence: line.evidence,
  at: toIso(line.createdAt),
});
