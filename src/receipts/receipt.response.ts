import { Money } from '../common/money/money.js';
import { pageOf, response } from '../common/openapi/response.js';
import {
  about,
  instant,
  integer,
  money,
  nullable,
  oneOf,
  text,
  uuid,
} from '../common/openapi/schema.js';
import { toIso } from '../common/time/instant.js';
import { safeInteger } from '../database/columns.js';
import { RECEIPT_STATES } from '../payments/receipt.entity.js';
import { PaymentResponse } from '../payments/read/index.js';
import { PROVIDER_CODES, PROVIDER_ENVIRONMENTS } from '../providers/provider-code.js';
import { type ReceiptRecord } from './receipt-list.js';

const STATES = `- \`waiting\`: it waits two minutes for the result of its own prompt
- \`unmatched\`: no payment was found for it; assign it
- \`counted\`: it is money of \`payment\`
- \`reversed\`: the mobile money company took it back`;

/** A receipt as the API shows it to its operator. */
export const ReceiptResponse = response<ReceiptRecord>(
  'Receipt',
  'Money at a till, and the payment that it was counted for.',
).with({
  id: [integer(1), 1, (r) => Number(r.id)],
  provider: [oneOf(PROVIDER_CODES), 'kopokopo', (r) => r.provider],
  environment: [
    about('Null when only a prompt told of it.', nullable(oneOf(PROVIDER_ENVIRONMENTS))),
    'live',
    (r) => r.environment,
  ],
  mpesa_reference: [text, 'TDL4MADEUP', (r) => r.receipt],
  state: [about(STATES, oneOf(RECEIPT_STATES)), 'unmatched', (r) => r.state],
  till_number: [nullable(text), 'K112233', (r) => r.till],
  amount: [
    about('Null when only a prompt told of it, or it could not be read.', nullable(money)),
    '50.00',
    ({ amountMinor, currency }) =>
      amountMinor === null || currency === null
        ? null
        : Money.fromMinor(safeInteger(amountMinor), currency).toString(),
  ],
  currency: [nullable(text), 'KES', (r) => r.currency],
  phone_number: [
    about('The phone that paid; null when the provider hides it.', nullable(text)),
    '+254712345678',
    (r) => r.phoneE164,
  ],
  payment: [nullable(uuid), null, (r) => r.paymentId],
  paid_at: [
    about('By the clock of the provider.', nullable(instant)),
    '2026-03-01T09:00:00.000Z',
    (r) => toIso(r.paidAt),
  ],
  received_at: [
    about('When the till reported it.', nullable(instant)),
    '2026-03-01T09:00:02.000Z',
    (r) => toIso(r.receivedAt),
  ],
  reversed_at: [nullable(instant), null, (r) => toIso(r.reversedAt)],
  created_at: [instant, '2026-03-01T09:00:02.000Z', (r) => toIso(r.createdAt)],
});

export const ReceiptPage = pageOf('Receipt', ReceiptResponse);

const ASSIGNED = 'The money was counted for the payment';
const paid = { ...PaymentResponse.example, payment_provider: 'kopokopo' } as const;

/** The payment that a receipt was assigned to. */
export const AssignedReceiptResponse = response<Parameters<typeof PaymentResponse.of>[0]>(
  'AssignedReceipt',
  'The payment that the money was counted for.',
).with({
  message: [text, ASSIGNED, () => ASSIGNED],
  payment: [PaymentResponse.schema, paid, PaymentResponse.of],
});
