import { formatStamp } from '../engine/stamps.js';
import { centsAsText } from '../model/money.js';
import { type Invoice } from '../model/records.js';
import { type Delivery, type DeliveryState, type EventKind } from '../webhooks/delivery.js';

/** The money that was really taken, whatever the invoice says afterwards. */
export interface TakenView {
  readonly amount: string;
  readonly currency: string;
  readonly at: string;
}

/** An invoice as the control shows it. Money is text, and times have IntaSend's format. */
export interface InvoiceView {
  readonly invoiceId: string;
  readonly apiRef: string;
  readonly publishableKey: string | null;
  readonly checkoutId: string | null;
  readonly phone: string;
  readonly outcome: string;
  readonly state: string;
  /** The amount of the prompt. */
  readonly prompted: string;
  readonly value: string;
  readonly currency: string;
  /** Null while no money has been taken. */
  readonly taken: TakenView | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** One entry of the books: money that was taken from a payer. */
export interface BookEntry {
  readonly invoiceId: string;
  readonly apiRef: string;
  readonly publishableKey: string | null;
  readonly phone: string;
  readonly amount: string;
  readonly currency: string;
  readonly takenAt: string;
}

/** An event with all attempts to deliver it. The body has no challenge. */
export interface DeliveryView {
  readonly number: number;
  readonly kind: EventKind;
  readonly invoiceId: string | null;
  readonly publishableKey: string | null;
  readonly url: string;
  readonly state: DeliveryState;
  readonly body: Readonly<Record<string, unknown>>;
  readonly attempts: readonly {
    readonly at: string;
    readonly status: number | null;
    readonly error: string | null;
  }[];
}

/** Converts an invoice. */
export function invoiceView(invoice: Invoice): InvoiceView {
  return {
    invoiceId: invoice.id,
    apiRef: invoice.apiRef,
    publishableKey: invoice.account.publishableKey,
    checkoutId: invoice.checkout?.id ?? null,
    phone: invoice.customer.phone,
    outcome: invoice.outcome.name,
    state: invoice.state,
    prompted: centsAsText(invoice.prompted),
    value: centsAsText(invoice.value),
    currency: invoice.currency,
    taken: takenView(invoice),
    createdAt: formatStamp(invoice.createdAt),
    updatedAt: formatStamp(invoice.updatedAt),
  };
}

/** The book entries of an invoice; empty while no money was taken. */
export function bookEntries(invoice: Invoice): BookEntry[] {
  const taken = takenView(invoice);
  if (taken === null) return [];
  const { at: takenAt, ...money } = taken;
  const { invoiceId, apiRef, publishableKey, phone } = invoiceView(invoice);
  return [{ invoiceId, apiRef, publishableKey, phone, ...money, takenAt }];
}

function takenView({ taken }: Invoice): TakenView | null {
  if (taken === null) return null;
  const { cents, currency, at } = taken;
  return { amount: centsAsText(cents), currency, at: formatStamp(at) };
}

/** Converts a delivery. */
export function deliveryView(delivery: Delivery): DeliveryView {
  return {
    number: delivery.number,
    kind: delivery.kind,
    invoiceId: delivery.invoiceId,
    publishableKey: delivery.account.publishableKey,
    url: delivery.url,
    state: delivery.state,
    body: delivery.body,
    attempts: delivery.attempts.map(({ at, status, error }) => ({
      at: formatStamp(at),
      status,
      error,
    })),
  };
}
