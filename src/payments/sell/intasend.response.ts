import { type Secret } from '../../common/crypto/secret.js';
import { Money } from '../../common/money/money.js';
import { response } from '../../common/openapi/response.js';
import {
  about,
  flag,
  list,
  money,
  nullable,
  object,
  oneOf,
  optional,
  text,
  uri,
  uuid,
} from '../../common/openapi/schema.js';
import { PAYMENT_STATUSES } from '../domain/index.js';
import { type PaymentRecord } from '../payment-record.js';
import {
  PaymentResponse,
  type PaymentView,
  pendingPayment,
  promptedPayment,
  shownInvoiceId,
} from '../read/index.js';
import { type CheckedStatus } from '../reconcile/index.js';

/** The state of an attempt before IntaSend has reported on it. */
const STATE_BEFORE_REPORTS = 'PENDING';
const PROVIDER_SHOWN = 'M-PESA';

const isPaid = ({ record }: PaymentView): boolean => record.status === 'completed';
const stateOf = (record: PaymentRecord): string => record.providerState || STATE_BEFORE_REPORTS;
const shownState = (payment: PaymentView): string =>
  isPaid(payment) ? 'COMPLETE' : stateOf(payment.record);
const shownInvoice = (record: PaymentRecord) => ({
  payment_id: record.providerPaymentId ?? '',
  invoice_id: record.invoiceId ?? '',
  state: stateOf(record),
});

/** A payment as a request for it is answered. */
interface Requested extends PaymentView {
  /** Sentences about the hints of the request that could not be read. */
  readonly warnings: readonly string[];
  /** The access claim, in the first answer of a sale. */
  readonly claim?: Secret;
}

const accessClaim = [
  optional(
    about(
      'Keep it. It opens phone number, receipt, access code and devices of this payment, and is ' +
        'given this once.',
      { ...text, pattern: '^[0-9a-f]{32}$' },
    ),
  ),
  '5f0c2a6e1b7d4c399e0b0d8a4f1c7b21',
  (payment: Requested) => payment.claim?.reveal(),
] as const;

const warnings = [
  optional(
    about('There when a hint of the request could not be read: which one, in words.', list(text)),
  ),
  undefined,
  (payment: Requested) => (payment.warnings.length > 0 ? payment.warnings : undefined),
] as const;

/** The messages about a prompt, by outcome. */
export const promptMessages = {
  accepted: { message: 'STK push initiated successfully', detail: 'STK push sent successfully' },
  already_sent: { message: 'STK push already sent', detail: 'STK push already sent' },
} as const;

/** A prompt is on the phone: it was sent now, or for an earlier request. */
export const PromptResponse = response<
  Requested & { readonly outcome: keyof typeof promptMessages }
>('Prompt', 'A prompt is out on the customer’s phone.').with({
  message: [
    text,
    promptMessages.accepted.message,
    ({ outcome }) => promptMessages[outcome].message,
  ],
  payment: [PaymentResponse.schema, promptedPayment, PaymentResponse.of],
  intasend: [
    object({ payment_id: text, invoice_id: text, state: text, message: text }),
    {
      payment_id: promptedPayment.intasend_payment_id,
      invoice_id: promptedPayment.intasend_invoice_id,
      state: 'PENDING',
      message: promptMessages.accepted.detail,
    },
    ({ record, outcome }) => ({
      ...shownInvoice(record),
      message: promptMessages[outcome].detail,
    }),
  ],
  warnings,
  access_claim: accessClaim,
});

/**
 * The response when it is unknown whether IntaSend accepted the call. Existing login pages need
 * `intasend.payment_id` in every successful response before they poll the status: without it they
 * report a failure.
 */
export const OutcomeUnknownResponse = response<
  Requested & { readonly what: 'STK push' | 'Payment link' }
>(
  'OutcomeUnknown',
  'Whether IntaSend took the call is not known. Nothing is sent again by itself; ask for the ' +
    'status until it is final.',
).with({
  message: [
    text,
    'STK push outcome unknown; check the payment status',
    ({ what }) => `${what} outcome unknown; check the payment status`,
  ],
  payment: [PaymentResponse.schema, pendingPayment, PaymentResponse.of],
  intasend: [
    object({ payment_id: text, invoice_id: text, state: text }),
    { payment_id: '', invoice_id: '', state: 'PENDING' },
    (r) => shownInvoice(r.record),
  ],
  payment_id: [uuid, pendingPayment.id, (r) => r.record.id],
  warnings,
  access_claim: accessClaim,
});

const LINK_CREATED = 'Payment link created successfully';

/** The response with a payment link. */
export const LinkResponse = response<Requested>(
  'PaymentLink',
  'A page on which the customer pays.',
).with({
  message: [text, LINK_CREATED, () => LINK_CREATED],
  payment: [
    PaymentResponse.schema,
    { ...pendingPayment, intasend_state: 'PENDING', intasend_invoice_id: 'c0ffee-1' },
    PaymentResponse.of,
  ],
  intasend: [
    object({
      payment_url: uri,
      invoice_id: about('The checkout’s id until the invoice is known.', text),
      state: text,
    }),
    {
      payment_url: 'https://sandbox.intasend.com/checkout/c0ffee-1/express/',
      invoice_id: 'c0ffee-1',
      state: 'PENDING',
    },
    ({ record }) => ({
      payment_url: record.paymentUrl ?? '',
      invoice_id: shownInvoiceId(record),
      state: stateOf(record),
    }),
  ],
  warnings,
  access_claim: accessClaim,
});

/** Whether the payment has been paid. */
export const StatusResponse = response<CheckedStatus & PaymentView>(
  'PaymentStatus',
  'Whether it has been paid.',
).with({
  message: [
    text,
    'Payment completed successfully!',
    (payment) =>
      isPaid(payment) ? 'Payment completed successfully!' : 'Payment status checked successfully',
  ],
  payment: [PaymentResponse.schema, PaymentResponse.example, PaymentResponse.of],
  status: [oneOf(PAYMENT_STATUSES), 'completed', (r) => r.record.status],
  state: [about("IntaSend's word.", text), 'COMPLETE', shownState],
  details: [
    optional(
      about(
        'Not there once it is paid.',
        object({
          amount: money,
          currency: text,
          provider: text,
          mpesa_reference: nullable(text),
          failed_reason: nullable(text),
          failed_code: nullable(text),
        }),
      ),
    ),
    undefined,
    (payment) => (isPaid(payment) ? undefined : detailsOf(payment)),
  ],
  intasend_status: [
    object({ state: text }),
    { state: 'COMPLETE' },
    (payment) => ({ state: shownState(payment) }),
  ],
  stale: [
    optional(about('There when IntaSend could not be asked: the stored state answers.', flag)),
    undefined,
    ({ isStale }) => (isStale ? true : undefined),
  ],
});

const detailsOf = ({ record, showsReceipt }: PaymentView) => ({
  amount: Money.fromMinor(record.amountMinor, record.currency).toString(),
  currency: record.currency,
  provider: PROVIDER_SHOWN,
  mpesa_reference: showsReceipt ? record.receipt : null,
  failed_reason: record.failedReason,
  failed_code: record.failedCode,
});
