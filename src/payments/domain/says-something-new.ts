import { contradictionOf } from './contradiction.js';
import { type Report } from './payment-event.js';
import { isOpen, type PaymentStatus } from './payment-status.js';

/** What is on record about an attempt and its payment. */
export interface KnownAttempt {
  readonly status: PaymentStatus;
  /** Whether no newer attempt has taken its place. */
  readonly isCurrent: boolean;
  readonly invoiceId: string | null;
  /** The provider's own state, as it was sent last. */
  readonly state: string;
  readonly paidInvoiceId: string | null;
  /** The reports that have opened a review or added to one, such as `paid INV2`. */
  readonly contradictions: readonly string[];
}

/** What an unverified event says about an attempt. */
export type ReportedEvent = Pick<Report, 'outcome' | 'state' | 'invoiceId' | 'receipt'>;

/**
 * Whether an unverified event says something that is not on record, so that the provider is asked
 * about it. Anybody can send such events: those that could change nothing must not cost a question.
 */
export function saysSomethingNew(known: KnownAttempt, event: ReportedEvent): boolean {
  const isOnRecord = known.state === event.state && known.invoiceId === event.invoiceId;
  if (isOpen(known.status) && known.isCurrent) return !isOnRecord;
  if (known.contradictions.includes(contradictionOf(event))) return false;
  switch (event.outcome) {
    case 'open':
      return false;
    case 'paid':
    case 'part_paid':
      return known.status !== 'completed' || known.paidInvoiceId !== event.invoiceId;
    case 'failed':
      // A receipt says that money was taken; a failure of the invoice that was paid contradicts it.
      return known.paidInvoiceId === event.invoiceId || event.receipt !== null;
  }
}
