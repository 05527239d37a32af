import { createHash } from 'node:crypto';
import { amountText } from './money.js';
import { type IncomingPayment, type Transaction } from './records.js';
import { secondText, timeText } from './times.js';

type Json = Readonly<Record<string, unknown>>;

/** The topics of events about a till. */
export const TILL_TOPICS = {
  received: 'buygoods_transaction_received',
  reversed: 'buygoods_transaction_reversed',
} as const;
export type TillEvent = keyof typeof TILL_TOPICS;

const SYSTEM = 'Lipa Na M-PESA';

/** The document about a prompt, as a status query and a result callback have it. */
export function paymentDocument(payment: IncomingPayment): Json {
  const { id, status, error, transaction, metadata, callbackUrl, self } = payment;
  return {
    data: {
      id,
      type: 'incoming_payment',
      attributes: {
        initiation_time: timeText(payment.createdAtMs),
        status,
        event: {
          type: 'Incoming Payment Request',
          // Money that was taken stays in the document, whatever becomes of the payment.
          resource:
            transaction === null
              ? null
              : { ...resourceOf(transaction, 'Received'), till_number: payment.till },
          errors: error,
        },
        metadata,
        _links: { callback_url: callbackUrl, self },
      },
    },
  };
}

/** An event about money at a till. It has no `data` around it. */
export function tillEvent(
  kind: TillEvent,
  transaction: Transaction,
  event: { readonly id: string; readonly atMs: number; readonly url: string },
): Json {
  const isReversed = kind === 'reversed';
  return {
    topic: TILL_TOPICS[kind],
    id: event.id,
    created_at: secondText(event.atMs),
    event: {
      type: isReversed ? 'Buygoods Transaction Reversed' : 'Buygoods Transaction',
      resource: {
        ...resourceOf(transaction, isReversed ? 'Reversed' : 'Received'),
        ...(isReversed ? { reversal_time: secondText(transaction.reversedAtMs ?? 0) } : {}),
      },
    },
    _links: {
      self: `${event.url}/webhook_events/${event.id}`,
      resource: `${event.url}/buygoods_transaction/${transaction.id}`,
    },
  };
}

function resourceOf(transaction: Transaction, status: string): Json {
  const { phone, phoneShown, payer } = transaction;
  return {
    id: transaction.id,
    amount: amountText(transaction.amount),
    status,
    system: SYSTEM,
    currency: transaction.currency,
    reference: transaction.receipt,
    till_number: transaction.till,
    origination_time: secondText(transaction.atMs),
    sender_first_name: payer.firstName,
    sender_middle_name: null,
    sender_last_name: payer.lastName,
    ...(phoneShown === 'full' ? { sender_phone_number: phone } : {}),
    ...(phoneShown === 'none' ? {} : { hashed_sender_phone: digestOf(phone) }),
  };
}

/** SHA-256 of the number without its plus. */
const digestOf = (phone: string): string =>
  createHash('sha256').update(phone.replace(/^\+/, '')).digest('hex');
