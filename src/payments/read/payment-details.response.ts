import { response } from '../../common/openapi/response.js';
import {
  about,
  instant,
  integer,
  list,
  nullable,
  oneOf,
  type Schema,
  text,
} from '../../common/openapi/schema.js';
import { toIso } from '../../common/time/instant.js';
import { PROVIDER_ENVIRONMENTS } from '../../providers/provider-code.js';
import {
  type AttemptChannel,
  type AttemptDelivery,
  type EventSource,
  type HistoryEvent,
  PAYMENT_STATUSES,
} from '../domain/index.js';
import { PaymentResponse } from './payment.response.js';
import { type PaymentView } from './payment-views.js';
import {
  type AttemptRecord,
  type HistoryRecord,
  type PaymentDetails,
} from './payments.repository.js';

/** All values of a union, with their meaning. */
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
  unsent: 'refused by our own rules; the provider never heard of it',
  sending: 'on its way; after a crash the same as `unknown`',
  accepted: 'the provider said yes',
  refused: 'the provider said no',
  not_sent: 'it surely did not get there',
  unknown: 'it may have got there; never sent again by itself',
};
const EVENTS: Words<HistoryEvent> = {
  created: 'the payment was recorded',
  amount_refused: 'the amount was not the price of the package',
  accepted: 'the provider took the attempt',
  refused: 'the provider refused the attempt',
  not_sent: 'the attempt did not get to the provider',
  outcome_unknown: 'whether the provider took the attempt is not known',
  in_progress: 'the payer has begun',
  completed: 'paid',
  late_success: 'paid after it had counted as failed',
  failed: 'not paid',
  attempt_failed: 'an earlier attempt was not paid',
  receipt_learned: "M-Pesa's receipt became known",
  contradicted: 'reports that contradict the payment: an operator has to check it',
  reversed: 'the mobile money company took the money back: an operator has to check it',
  expired: 'nobody has paid in time',
  unverifiable: 'something was reported about the failed payment, and could not be verified',
  imported: 'brought over from another system',
  marked_completed: 'an operator says that it was paid',
  marked_failed: 'an operator says that it was not paid',
  review_closed: 'an operator has looked at it; `evidence` says what was done',
  retried: 'the customer is asked once more',
};
const SOURCES: Words<EventSource> = {
  request: "the portal's request",
  provider: 'the answer of the provider to it',
  webhook: 'a webhook of the provider',
  check: 'a question of the waiting customer',
  reconciliation: 'a question in the background',
  operator: 'a manual override',
  expiry: 'the clock',
  import: 'the other system',
};

const paid = PaymentResponse.example;
const anObject: Schema<HistoryRecord['evidence']> = { type: 'object' };

const AttemptResponse = response<AttemptRecord>('Attempt', 'One try to collect the money.').with({
  number: [integer(1), 1, (r) => r.number],
  channel: [explained(CHANNELS), 'prompt', (r) => r.channel],
  delivery: [explained(DELIVERIES), 'accepted', (r) => r.delivery],
  reference: [about('What the provider knows it by.', text), `${paid.id}-1`, (r) => r.reference],
  environment: [oneOf(PROVIDER_ENVIRONMENTS), 'sandbox', (r) => r.environment],
  intasend_payment_id: [nullable(text), paid.intasend_payment_id, (r) => r.providerPaymentId],
  intasend_invoice_id: [nullable(text), paid.intasend_invoice_id, (r) => r.invoiceId],
  intasend_state: [text, 'COMPLETE', (r) => r.providerState],
  mpesa_reference: [nullable(text), paid.mpesa_reference, (r) => r.receipt],
  failed_reason: [nullable(text), null, (r) => r.failedReason],
  failed_code: [nullable(text), null, (r) => r.failedCode],
  created_at: [instant, paid.created_at, (r) => toIso(r.createdAt)],
});

const HistoryLineResponse = response<HistoryRecord>(
  'HistoryLine',
  'One line of the history of a payment.',
).with({
  event: [explained(EVENTS), 'created', (r) => r.event],
  attempt: [nullable(integer(1)), 1, (r) => r.attempt],
  from: [nullable(oneOf(PAYMENT_STATUSES)), null, (r) => r.fromStatus],
  to: [oneOf(PAYMENT_STATUSES), 'pending', (r) => r.toStatus],
  source: [explained(SOURCES), 'request', (r) => r.source],
  evidence: [about('What it was concluded from.', anObject), {}, (r) => r.evidence],
  at: [instant, paid.created_at, (r) => toIso(r.createdAt)],
});

/** `GET /payments/{id}/` */
export const PaymentDetailsResponse = response<PaymentDetails & PaymentView>(
  'PaymentDetails',
  'A payment with its attempts and its history, both oldest first.',
).with({
  ...PaymentResponse.fields,
  attempts: [
    list(AttemptResponse.schema),
    [AttemptResponse.example],
    (r) => r.attempts.map(AttemptResponse.of),
  ],
  history: [
    list(HistoryLineResponse.schema),
    [
      HistoryLineResponse.example,
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
    (r) => r.history.map(HistoryLineResponse.of),
  ],
});
