import { type OutboxEvent } from '../../database/outbox.js';
import { type PublishedEvent } from '../domain/index.js';

/** What operators' programs read of the events of a decision, in the same order. Pure. */
export const outboxEventsOf = (published: readonly PublishedEvent[]): OutboxEvent[] =>
  published.flatMap((event) => outboxEventOf(event) ?? []);

function outboxEventOf(event: PublishedEvent): OutboxEvent | null {
  switch (event.kind) {
    case 'payment_completed':
      return { type: 'payment.completed', detail: null };
    case 'payment_failed':
      return { type: 'payment.failed', detail: null };
    case 'payment_reversed':
      return { type: 'payment.reversed', detail: event.receipt };
    case 'review_opened':
      return { type: 'payment.review', detail: event.reason };
    case 'review_closed':
      return { type: 'payment.review_closed', detail: null };
    case 'invoice_learned':
      return null;
  }
}
