import { type SeenExpiry } from './books.js';
import { type Json } from './http.js';

/** Stores the first reported access times of each completed payment. */
export class Sightings {
  private readonly first = new Map<string, SeenExpiry>();

  /** Every payment that was ever seen as completed. */
  get all(): readonly SeenExpiry[] {
    return [...this.first.values()];
  }

  /** Reads a payment in the form of the API; ignores anything else. */
  see(shown: unknown): void {
    const payment = (shown ?? {}) as Json;
    const { id, completed_at: completedAt, package_expiry_time: expiry } = payment;
    if (typeof id !== 'string' || typeof completedAt !== 'string') return;
    this.note({ paymentId: id, completedAt, expiry: String(expiry) });
  }

  /** Stores the first report about each payment. */
  note(seen: SeenExpiry): void {
    if (!this.first.has(seen.paymentId)) this.first.set(seen.paymentId, seen);
  }
}
