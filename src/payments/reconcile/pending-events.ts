import { type Origin } from '../../common/http/request-context.js';

/** What strangers or providers have reported about one attempt and nobody has asked about yet. */
export interface PendingEvents {
  /** Names the events. */
  readonly ids: readonly string[];
  /** The invoices that they name, newest first, each once. Unproven: to be asked about only. */
  readonly invoiceIds: readonly string[];
  /** The request that brought the newest one; null when there is none, or it is not known. */
  readonly origin: Origin | null;
}

/** Where reported events are kept. Payments ask about them and do not know how they came. */
export interface PendingEventsReader {
  pendingOf(paymentId: string, attempt: number): Promise<PendingEvents>;

  /** Notes what became of events: `settled` once asked about, `failed` when nobody could be asked. */
  finish(events: PendingEvents, outcome: 'settled' | 'failed'): Promise<void>;
}
