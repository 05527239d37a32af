import { type SeenExpiry } from './books.js';
import { type Json } from './http.js';

/** Remembers what was first said of the access that each completed payment gives. */
export class Sightings {
  private readonly first = new Map<string, SeenExpiry>();

  /** Every payment that was ever seen completed. */
  get all(): readonly SeenExpiry[] {
    return [...this.first.values()];
  }

  /** Looks at a payment as the API shows it; anything else is no sight. */
  see(shown: unknown): void {
    const payment = (shown ?? {}) as Json;
    const { id, completed_at: completedAt, package_expiry_time: expiry } = payment;
    if (typeof id !== 'string' || typeof completedAt !== 'string') return;
    this.note({ paymentId: id, completedAt, expiry: String(expiry) });
  }

  /** Keeps the first sight of each payment. */
  note(seen: SeenExpiry): void {
    if (!this.first.has(seen.paymentId)) this.first.set(seen.paymentId, seen);
  }
}
