import { type Origin } from '../../common/http/request-context.js';

/** Reported events about one attempt that no question has covered yet. */
export interface PendingEvents {
  /** The ids of the events. */
  readonly ids: readonly string[];
  /**
   * The invoices of the events, newest first, without duplicates. They are unverified, so they may
   * only be used to ask about.
   */
  readonly invoiceIds: readonly string[];
  /** The request that brought the newest event, if known. */
  readonly origin: Origin | null;
}

/** Reads reported events. Payments do not know how they arrived. */
export interface PendingEventsReader {
  pendingOf(paymentId: string, attempt: number): Promise<PendingEvents>;

  /**
   * Stores the outcome of events: `settled` once they were asked about, `failed` when that was not
   * possible.
   */
  finish(events: PendingEvents, outcome: 'settled' | 'failed'): Promise<void>;
}
