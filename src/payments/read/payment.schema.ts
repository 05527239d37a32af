import { resource } from '../../common/openapi/page.schema.js';
import {
  about,
  count,
  type FieldSchemas,
  flag,
  instant,
  integerId,
  list,
  money,
  named,
  nullable,
  object,
  oneOf,
  text,
  uuid,
} from '../../common/openapi/schema.js';
import { PROVIDER_CODES, PROVIDER_ENVIRONMENTS } from '../../providers/provider-code.js';
import {
  type AttemptChannel,
  type AttemptDelivery,
  type EventSource,
  type HistoryEvent,
  METHOD_NAMES,
  PAYMENT_METHODS,
  PAYMENT_STATUSES,
  REVIEW_REASONS,
  STATUS_NAMES,
} from '../domain/index.js';
import {
  type attemptResponse,
  type historyResponse,
  type paymentResponse,
} from './payment.response.js';

type PaymentShown = ReturnType<typeof paymentResponse>;
type AttemptShown = ReturnType<typeof attemptResponse>;
type LineShown = ReturnType<typeof historyResponse>;

/** A payment with its attempts and its history, as the API shows it. */
export interface PaymentDetailsShown extends PaymentShown {
  readonly attempts: readonly AttemptShown[];
  readonly history: readonly LineShown[];
}

/** Every word of a union, with what it means. */
type Words<Word extends string> = Readonly<Record<Word, string>>;

const explained = <Word extends string>(words: Words<Word>) =>
  about(
    Object.entries<string>(words)
      .map(([word, meaning]) => `- \`${word}\`: ${meaning}`)
      .join('\n'),
    oneOf(Object.keys(words) as Word[]),
  );

const CHANNELS: Words<AttemptChannel> = {
  prompt: 'a prompt on the phone',
  link: 'a link to a hosted page',
};
const DELIVERIES: Words<AttemptDelivery> = {
  unsent: 'refused by our own rules; IntaSend never heard of it',
  sending: 'on its way; after a crash the same as `unknown`',
  accepted: 'IntaSend said yes',
  refused: 'IntaSend said no',
  not_sent: 'it surely did not get there',
  unknown: 'it may have got there; never sent again by itself',
};
const EVENTS: Words<HistoryEvent> = {
  created: 'the payment was recorded',
  amount_refused: 'the amount was not the price of the package',
  accepted: 'IntaSend took the attempt',
  refused: 'IntaSend refused the attempt',
  not_sent: 'the attempt did not get to IntaSend',
  outcome_unknown: 'whether IntaSend took the attempt is not known',
  in_progress: 'the payer has begun',
  completed: 'paid',
  late_success: 'paid after it had counted as failed',
  failed: 'not paid',
  attempt_failed: 'an earlier attempt was not paid',
  receipt_learned: "M-Pesa's receipt became known",
  contradicted: 'reports that contradict the payment: an operator has to check it',
  expired: 'nobody has paid in time',
  unverifiable: 'something was reported about the failed payment, and could not be verified',
  imported: 'brought over from another system',
  marked_completed: 'an operator says that it was paid',
  marked_failed: 'an operator says that it was not paid',
  review_closed: 'an operator has looked at it',
  retried: 'the customer is asked once more',
};
const SOURCES: Words<EventSource> = {
  request: "the portal's request",
  provider: "IntaSend's answer to it",
  webhook: "IntaSend's webhook",
  check: 'a question of the waiting customer',
  reconciliation: 'a question in the background',
  operator: 'a manual override',
  expiry: 'the clock',
  import: 'the other system',
};

const paymentFields: FieldSchemas<PaymentShown> = {
  id: uuid,
  user: integerId,
  router: integerId,
  package: integerId,
  phone_number: about('As it was given.', text),
  amount: money,
  currency: { ...text, pattern: '^[A-Z]{3}$' },
  payment_method: oneOf(PAYMENT_METHODS),
  payment_method_display: oneOf(Object.values(METHOD_NAMES)),
  payment_provider: oneOf(PROVIDER_CODES),
  status: oneOf(PAYMENT_STATUSES),
  status_display: oneOf(Object.values(STATUS_NAMES)),
  intasend_payment_id: about('Empty until IntaSend has given one.', text),
  intasend_invoice_id: about('Empty until IntaSend has given one.', text),
  intasend_state: about("IntaSend's own word; empty until it has said one.", text),
  mpesa_reference: about("M-Pesa's receipt.", nullable(text)),
  mac_address: about('Of the customer’s device; empty when not known.', text),
  ip_address: text,
  package_expiry_time: about('When the time that was bought runs out.', nullable(instant)),
  created_at: instant,
  updated_at: instant,
  completed_at: nullable(instant),
  error_message: about('Why it failed, in words for the customer; else empty.', text),
  retry_count: count,
  review_reason: about('Why somebody has to look at it.', nullable(oneOf(REVIEW_REASONS))),
  is_successful: flag,
  is_failed: flag,
  is_pending: about('Whether the customer is still being waited for.', flag),
  is_expired: about('Whether the time that was bought has run out.', flag),
  is_active: about('Paid, and the time has not run out.', flag),
};

const paid: PaymentShown = {
  id: '0198c0de-0000-7000-8000-000000000001',
  user: 1,
  router: 1,
  package: 1,
  phone_number: '0712345678',
  amount: '50.00',
  currency: 'KES',
  payment_method: 'mpesa',
  payment_method_display: METHOD_NAMES.mpesa,
  payment_provider: 'instasend',
  status: 'completed',
  status_display: STATUS_NAMES.completed,
  intasend_payment_id: '5c3a0c57-4d8b-4a7e-8a6d-1d2c3b4a5f60',
  intasend_invoice_id: 'Y5JJV4V',
  intasend_state: 'COMPLETE',
  mpesa_reference: 'TDL4MADEUP',
  mac_address: 'AA:BB:CC:DD:EE:FF',
  ip_address: '10.5.50.10',
  package_expiry_time: '2026-03-02T09:00:30.000Z',
  created_at: '2026-03-01T09:00:00.000Z',
  updated_at: '2026-03-01T09:00:30.000Z',
  completed_at: '2026-03-01T09:00:30.000Z',
  error_message: '',
  retry_count: 0,
  review_reason: null,
  is_successful: true,
  is_failed: false,
  is_pending: false,
  is_expired: false,
  is_active: true,
};

/** The same payment while its prompt is out. */
export const promptedPayment: PaymentShown = {
  ...paid,
  status: 'processing',
  status_display: STATUS_NAMES.processing,
  intasend_state: 'PENDING',
  mpesa_reference: null,
  package_expiry_time: null,
  completed_at: null,
  updated_at: '2026-03-01T09:00:01.000Z',
  is_successful: false,
  is_pending: true,
  is_active: false,
};

/** The same payment before IntaSend has reported anything. */
export const pendingPayment: PaymentShown = {
  ...promptedPayment,
  status: 'pending',
  status_display: STATUS_NAMES.pending,
  intasend_payment_id: '',
  intasend_invoice_id: '',
  intasend_state: '',
};

export const Payment = resource<PaymentShown>(
  'Payment',
  'A payment, always whole.',
  paymentFields,
  paid,
);

const attempt = named(
  'Attempt',
  object<AttemptShown>({
    number: { type: 'integer', minimum: 1 },
    channel: explained(CHANNELS),
    delivery: explained(DELIVERIES),
    reference: about('What IntaSend knows it by.', text),
    environment: oneOf(PROVIDER_ENVIRONMENTS),
    intasend_payment_id: nullable(text),
    intasend_invoice_id: nullable(text),
    intasend_state: text,
    mpesa_reference: nullable(text),
    failed_reason: nullable(text),
    failed_code: nullable(text),
    created_at: instant,
  }),
);

const line = named(
  'HistoryLine',
  object<LineShown>({
    event: explained(EVENTS),
    attempt: nullable({ type: 'integer', minimum: 1 }),
    from: nullable(oneOf(PAYMENT_STATUSES)),
    to: oneOf(PAYMENT_STATUSES),
    source: explained(SOURCES),
    evidence: about('What it was concluded from.', { type: 'object' }),
    at: instant,
  }),
);

export const PaymentDetails = resource<PaymentDetailsShown>(
  'PaymentDetails',
  'A payment with its attempts and its history, both oldest first.',
  { ...paymentFields, attempts: list(attempt), history: list(line) },
  {
    ...paid,
    attempts: [
      {
        number: 1,
        channel: 'prompt',
        delivery: 'accepted',
        reference: `${paid.id}-1`,
        environment: 'sandbox',
        intasend_payment_id: paid.intasend_payment_id,
        intasend_invoice_id: paid.intasend_invoice_id,
        intasend_state: 'COMPLETE',
        mpesa_reference: paid.mpesa_reference,
        failed_reason: null,
        failed_code: null,
        created_at: paid.created_at,
      },
    ],
    history: [
      {
        event: 'created',
        attempt: 1,
        from: null,
        to: 'pending',
        source: 'request',
        evidence: {},
        at: paid.created_at,
      },
      {
        event: 'accepted',
        attempt: 1,
        from: 'pending',
        to: 'processing',
        source: 'provider',
        evidence: { invoice_id: 'Y5JJV4V', state: 'PENDING' },
        at: '2026-03-01T09:00:01.000Z',
      },
      {
        event: 'completed',
        attempt: 1,
        from: 'processing',
        to: 'completed',
        source: 'webhook',
        evidence: { amount: '50.00', currency: 'KES', invoice_id: 'Y5JJV4V' },
        at: paid.updated_at,
      },
    ],
  },
);
