import { Injectable } from '@nestjs/common';
import { currentOrigin } from '../common/http/request-context.js';
import { Database } from '../database/database.js';
import { type FollowedAttempt } from './domain/follow-up.js';
import {
  ADD_FORGOTTEN_FOLLOW_UPS,
  ADD_NEXT_FOLLOW_UP,
  type FollowUpPayload,
} from './follow-up.job.js';

/** The SQL of following payments up. */
@Injectable()
export class FollowUpRepository {
  constructor(private readonly database: Database) {}

  /** How an attempt stands, by the database's clock; null when it is gone. */
  async find(paymentId: string, number: number): Promise<FollowedAttempt | null> {
    const [row] = await this.database.query<FollowedAttempt>(
      `SELECT p.status, a.channel, a.delivery,
              (extract(epoch FROM now() - a.created_at) * 1000)::double precision AS "ageMs",
              a.number = p.retry_count + 1 AS "isCurrent",
              COALESCE(a.invoice_id = p.paid_invoice_id, false) AS "isPayer"
         FROM payments p JOIN payment_attempts a ON a.payment_id = p.id
        WHERE p.id = $1 AND a.number = $2`,
      [paymentId, number],
    );
    return row ?? null;
  }

  /** Has an attempt looked at again in so many ms; replaces a look that is planned already. */
  async schedule({ paymentId, attempt, state }: FollowUpPayload, delayMs: number): Promise<void> {
    await this.database.query(ADD_NEXT_FOLLOW_UP, [
      paymentId,
      attempt,
      JSON.stringify(state),
      delayMs,
      JSON.stringify(currentOrigin()),
    ]);
  }

  /**
   * Has open payments that no job follows looked at, in about so many ms.
   * @param most how many at once, the oldest first
   * @returns how many
   */
  async scheduleForgotten(delayMs: number, most: number): Promise<number> {
    return (await this.database.query(ADD_FORGOTTEN_FOLLOW_UPS, [delayMs, most])).length;
  }
}
