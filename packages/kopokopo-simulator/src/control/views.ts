import { centsText } from '../model/money.js';
import { type IncomingPayment, type PhoneShown, type Transaction } from '../model/records.js';
import { timeText } from '../model/times.js';
import { type Delivery, type DeliveryState } from '../webhooks/webhook-sender.js';

/** A payment as the control shows it. Money is text with two decimals. */
export interface PaymentView {
  readonly id: string;
  readonly reference: string;
  readonly clientId: string;
  readonly till: string;
  readonly phone: string;
  readonly outcome: string;
  readonly status: string;
  readonly asked: string;
  readonly currency: string;
  /** Null while no money was taken. */
  readonly receipt: string | null;
  readonly createdAt: string;
}

/** One entry of the books: money that a till has received. */
export interface BookEntry {
  readonly transactionId: string;
  readonly receipt: string;
  readonly till: string;
  readonly phone: string;
  readonly phoneShown: PhoneShown;
  readonly amount: string;
  readonly currency: string;
  readonly takenAt: string;
  readonly isReversed: boolean;
  /** The prompt; null when the customer paid without one. */
  readonly incomingPaymentId: string | null;
  /** The reference of the prompt; empty without one. */
  readonly reference: string;
}

/** A webhook with all attempts to deliver it. */
export interface DeliveryView {
  readonly number: number;
  readonly clientId: string;
  readonly topic: string;
  readonly url: string;
  readonly state: DeliveryState;
  readonly body: Readonly<Record<string, unknown>>;
  readonly attempts: readonly { readonly status: number | null; readonly error: string | null }[];
}

/** Converts a payment. */
export function paymentView(payment: IncomingPayment): PaymentView {
  return {
    id: payment.id,
    reference: referenceOf(payment),
    clientId: payment.application.clientId,
    till: payment.till,
    phone: payment.phone,
    outcome: payment.outcome.name,
    status: payment.status,
    asked: centsText(payment.asked),
    currency: payment.currency,
    receipt: payment.transaction?.receipt ?? null,
    createdAt: timeText(payment.createdAtMs),
  };
}

/** Converts money at a till. */
export function bookEntry(
  transaction: Transaction,
  prompt: IncomingPayment | undefined,
): BookEntry {
  const { id, receipt, till, phone, phoneShown, amount, currency, atMs } = transaction;
  return {
    ...{ transactionId: id, receipt, till, phone, phoneShown, currency },
    amount: centsText(amount),
    takenAt: timeText(atMs),
    isReversed: transaction.reversedAtMs !== null,
    incomingPaymentId: transaction.incomingPaymentId,
    reference: prompt === undefined ? '' : referenceOf(prompt),
  };
}

/** Converts a delivery. */
export function deliveryView(delivery: Delivery): DeliveryView {
  const { number, application, topic, url, state, body, attempts } = delivery;
  return { number, clientId: application.clientId, topic, url, state, body, attempts };
}

function referenceOf({ metadata }: IncomingPayment): string {
  const { reference } = metadata;
  return typeof reference === 'string' ? reference : '';
}
