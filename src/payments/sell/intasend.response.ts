import { Money } from '../../common/money/money.js';
import { type CheckedStatus } from '../reconcile/index.js';
import { paymentResponse, shownInvoiceId } from '../read/index.js';
import { type PaymentRecord } from '../payment-record.js';

/** IntaSend's state of an attempt that it has not reported on yet. */
const NOTHING_SAID = 'PENDING';
const PROVIDER_SHOWN = 'M-PESA';

const stateOf = (record: PaymentRecord): string => record.providerState || NOTHING_SAID;

/** The answers to a request to be prompted, by how it went. */
export const promptMessages = {
  accepted: { message: 'STK push initiated successfully', detail: 'STK push sent successfully' },
  already_sent: { message: 'STK push already sent', detail: 'STK push already sent' },
} as const;

/** Names the hints of a request that could not be read; nothing where there are none. */
const warned = (warnings: readonly string[]) => (warnings.length > 0 ? { warnings } : {});

/** A prompt is out: now, or from an earlier tap. */
export const promptResponse = (
  record: PaymentRecord,
  { message, detail }: { readonly message: string; readonly detail: string },
  now: Date,
  warnings: readonly string[],
) => ({
  message,
  payment: paymentResponse(record, now),
  intasend: {
    payment_id: record.providerPaymentId ?? '',
    invoice_id: record.invoiceId ?? '',
    state: stateOf(record),
    message: detail,
  },
  ...warned(warnings),
});

/**
 * Whether IntaSend took the call is not known. Existing login pages read `intasend.payment_id` of
 * every success before they begin to ask how it goes: without it they would report a failure.
 */
export const outcomeUnknownResponse = (
  record: PaymentRecord,
  what: string,
  now: Date,
  warnings: readonly string[],
) => ({
  message: `${what} outcome unknown; check the payment status`,
  payment: paymentResponse(record, now),
  intasend: {
    payment_id: record.providerPaymentId ?? '',
    invoice_id: record.invoiceId ?? '',
    state: stateOf(record),
  },
  payment_id: record.id,
  ...warned(warnings),
});

/** A link to pay at. */
export const linkResponse = (record: PaymentRecord, now: Date, warnings: readonly string[]) => ({
  message: 'Payment link created successfully',
  payment: paymentResponse(record, now),
  intasend: {
    payment_url: record.paymentUrl,
    invoice_id: shownInvoiceId(record),
    state: stateOf(record),
  },
  ...warned(warnings),
});

/** Whether it has been paid. */
export function statusResponse({ record, isStale }: CheckedStatus, now: Date) {
  const state = stateOf(record);
  const isCompleted = record.status === 'completed';
  return {
    message: isCompleted
      ? 'Payment completed successfully!'
      : 'Payment status checked successfully',
    payment: paymentResponse(record, now),
    status: record.status,
    state: isCompleted ? 'COMPLETE' : state,
    ...(isCompleted ? {} : { details: detailsOf(record) }),
    intasend_status: { state: isCompleted ? 'COMPLETE' : state },
    ...(isStale ? { stale: true } : {}),
  };
}

const detailsOf = (record: PaymentRecord) => ({
  amount: Money.fromMinor(record.amountMinor, record.currency).toString(),
  currency: record.currency,
  provider: PROVIDER_SHOWN,
  mpesa_reference: record.receipt,
  failed_reason: record.failedReason,
  failed_code: record.failedCode,
});
