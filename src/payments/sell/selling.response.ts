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
  type Schema,
  text,
  uri,
  uuid,
} from '../../common/openapi/schema.js';
import {
  PROVIDER_CODES,
  PROVIDER_NAMES,
  type ProviderCode,
  providerWord,
} from '../../providers/provider-code.js';
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

/** The state of an attempt before the provider has reported on it. */
const STATE_BEFORE_REPORTS = 'PENDING';
const PROVIDER_SHOWN = 'M-PESA';
const PAID_STATE = 'COMPLETE';

const isPaid = ({ record }: PaymentView): boolean => record.status === 'completed';
const stateOf = (record: PaymentRecord): string => record.providerState || STATE_BEFORE_REPORTS;
const shownState = (payment: PaymentView): string =>
  isPaid(payment) ? PAID_STATE : stateOf(payment.record);
const shownInvoice = (record: PaymentRecord) => ({
  payment_id: record.providerPaymentId ?? '',
  invoice_id: record.invoiceId ?? '',
  state: stateOf(record),
});

/** A payment as a request for it is answered. */
export interface RequestedPayment extends PaymentView {
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
  (payment: RequestedPayment) => payment.claim?.reveal(),
] as const;

const warnings = [
  optional(
    about('There when a hint of the request could not be read: which one, in words.', list(text)),
  ),
  undefined,
  (payment: RequestedPayment) => (payment.warnings.length > 0 ? payment.warnings : undefined),
] as const;

/** The fields after those of the payment. */
export const requestedFields = { warnings, access_claim: accessClaim } as const;

/** The messages about a prompt, by outcome. */
export const promptMessages = {
  accepted: { message: 'STK push initiated successfully', detail: 'STK push sent successfully' },
  already_sent: { message: 'STK push already sent', detail: 'STK push already sent' },
} as const;

const LINK_CREATED = 'Payment link created successfully';

/** The providers whose payments some routes are about: one of them, or all. */
export interface RouteProviders {
  /** The provider that payments must have; null: any. */
  readonly provider: ProviderCode | null;
  /** Their codes, the usual one first. */
  readonly codes: readonly [ProviderCode, ...ProviderCode[]];
  /** Before the names of the schemas, which have to be unique; empty for the usual provider. */
  readonly prefix: string;
}

/** Whichever provider it is. */
export const ANY_PROVIDER: RouteProviders = {
  provider: null,
  codes: PROVIDER_CODES,
  prefix: 'Preferred',
};

/**
 * The bodies of the routes of some providers. What the provider has said of a payment is in an
 * object named by the provider. A route of one provider always has it: existing login pages need
 * `intasend.payment_id` in every successful response before they poll the status, and without it
 * they report a failure.
 */
export function sellingResponses({ provider, codes, prefix }: RouteProviders) {
  const [usual] = codes;
  const name = provider === null ? 'the provider' : PROVIDER_NAMES[provider];
  const payment = { ...promptedPayment, payment_provider: usual };
  const pending = { ...pendingPayment, payment_provider: usual };

  /** A field for each provider, with the same object; in a route of all there is one of them. */
  const ofProvider = <Source extends PaymentView, Value>(
    field: (word: string) => string,
    schema: Schema<Value>,
    example: Value,
    read: (source: Source) => Value,
  ) =>
    Object.fromEntries(
      codes.map((code) => [
        field(providerWord(code)),
        [
          provider === null ? optional(schema) : schema,
          code === usual ? example : undefined,
          (source: Source) =>
            provider !== null || source.record.paymentProvider === code ? read(source) : undefined,
        ] as const,
      ]),
    );
  const itself = (word: string): string => word;

  const prompt = response<RequestedPayment & { readonly outcome: keyof typeof promptMessages }>(
    `${prefix}Prompt`,
    'A prompt is out on the customer’s phone.',
  ).with({
    message: [
      text,
      promptMessages.accepted.message,
      ({ outcome }) => promptMessages[outcome].message,
    ],
    payment: [PaymentResponse.schema, payment, PaymentResponse.of],
    ...ofProvider(
      itself,
      object({ payment_id: text, invoice_id: text, state: text, message: text }),
      {
        payment_id: promptedPayment.intasend_payment_id,
        invoice_id: promptedPayment.intasend_invoice_id,
        state: STATE_BEFORE_REPORTS,
        message: promptMessages.accepted.detail,
      },
      ({
        record,
        outcome,
      }: RequestedPayment & { readonly outcome: keyof typeof promptMessages }) => ({
        ...shownInvoice(record),
        message: promptMessages[outcome].detail,
      }),
    ),
    ...requestedFields,
  });

  const outcomeUnknown = response<
    RequestedPayment & { readonly what: 'STK push' | 'Payment link' }
  >(
    `${prefix}OutcomeUnknown`,
    `Whether ${name} took the call is not known. Nothing is sent again by itself; ask for the ` +
      'status until it is final.',
  ).with({
    message: [
      text,
      'STK push outcome unknown; check the payment status',
      ({ what }) => `${what} outcome unknown; check the payment status`,
    ],
    payment: [PaymentResponse.schema, pending, PaymentResponse.of],
    ...ofProvider(
      itself,
      object({ payment_id: text, invoice_id: text, state: text }),
      { payment_id: '', invoice_id: '', state: STATE_BEFORE_REPORTS },
      ({ record }: RequestedPayment) => shownInvoice(record),
    ),
    payment_id: [uuid, pendingPayment.id, (r) => r.record.id],
    ...requestedFields,
  });

  const link = response<RequestedPayment>(
    `${prefix}PaymentLink`,
    'A page on which the customer pays.',
  ).with({
    message: [text, LINK_CREATED, () => LINK_CREATED],
    payment: [
      PaymentResponse.schema,
      { ...pending, intasend_state: STATE_BEFORE_REPORTS, intasend_invoice_id: 'c0ffee-1' },
      PaymentResponse.of,
    ],
    ...ofProvider(
      itself,
      object({
        payment_url: uri,
        invoice_id: about('The checkout’s id until the invoice is known.', text),
        state: text,
      }),
      {
        payment_url: 'https://sandbox.intasend.com/checkout/c0ffee-1/express/',
        invoice_id: 'c0ffee-1',
        state: STATE_BEFORE_REPORTS,
      },
      ({ record }: RequestedPayment) => ({
        payment_url: record.paymentUrl ?? '',
        invoice_id: shownInvoiceId(record),
        state: stateOf(record),
      }),
    ),
    ...requestedFields,
  });

  const status = response<CheckedStatus & PaymentView>(
    `${prefix}PaymentStatus`,
    'Whether it has been paid.',
  ).with({
    message: [
      text,
      'Payment completed successfully!',
      (seen) =>
        isPaid(seen) ? 'Payment completed successfully!' : 'Payment status checked successfully',
    ],
    payment: [
      PaymentResponse.schema,
      { ...PaymentResponse.example, payment_provider: usual },
      PaymentResponse.of,
    ],
    status: [oneOf(PAYMENT_STATUSES), 'completed', (r) => r.record.status],
    state: [about(`The word of ${name}.`, text), PAID_STATE, shownState],
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
      (seen) => (isPaid(seen) ? undefined : detailsOf(seen)),
    ],
    ...ofProvider(
      (word) => `${word}_status`,
      object({ state: text }),
      { state: PAID_STATE },
      (seen: PaymentView) => ({ state: shownState(seen) }),
    ),
    stale: [
      optional(about(`There when ${name} could not be asked: the stored state answers.`, flag)),
      undefined,
      ({ isStale }) => (isStale ? true : undefined),
    ],
  });

  return { prompt, outcomeUnknown, link, status };
}

/** The bodies of a provider's routes. */
export type SellingResponses = ReturnType<typeof sellingResponses>;

const detailsOf = ({ record, showsReceipt }: PaymentView) => ({
  amount: Money.fromMinor(record.amountMinor, record.currency).toString(),
  currency: record.currency,
  provider: PROVIDER_SHOWN,
  mpesa_reference: showsReceipt ? record.receipt : null,
  failed_reason: record.failedReason,
  failed_code: record.failedCode,
});
