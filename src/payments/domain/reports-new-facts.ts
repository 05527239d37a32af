import { contradictionOf } from './contradiction.js';
import { type Report } from './payment-event.js';
import { isOpen, type PaymentStatus } from './payment-status.js';

/** The known facts about an attempt and its payment. */
export interface KnownAttempt {
  readonly status: PaymentStatus;
  /** Whether it is the newest attempt of its payment. */
  readonly isCurrent: boolean;
  readonly invoiceId: string | null;
  /** The provider's own state, as last sent. */
  readonly state: string;
  readonly paidInvoiceId: string | null;
  /** The reports that have opened a review or added to one, such as `paid INV2`. */
  readonly contradictions: readonly string[];
}

/** The content of an unverified event. */
export type ReportedEvent = Pick<Report, 'outcome' | 'state' | 'invoiceId' | 'receipt'>;

/**
 * Whether an unverified event reports something that is not known, so that the provider is asked
 * about it. Anybody can send such events, so events that could change nothing must not cost a call.
 */
export function reportsNewFacts(known: KnownAttempt, event: ReportedEvent): boolean {
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
      // A receipt means that money was taken. A failure contradicts the invoice that was paid.
      return known.paidInvoiceId === event.invoiceId || event.receipt !== null;
  }
}
