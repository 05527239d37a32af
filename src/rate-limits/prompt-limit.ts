import { Injectable } from '@nestjs/common';
import { type Sql } from '../database/database.js';
import { allowances } from './allowances.js';
import { Counters } from './counters.js';
import { tooMany } from './rate-limit-errors.js';

/** Keeps a phone from ringing and ringing, whoever asks for it. */
@Injectable()
export class PromptLimit {
  constructor(private readonly counters: Counters) {}

  /**
   * Counts a prompt that is about to be sent, for its operator and over all operators.
   *
   * @param tx the transaction that commits the attempt. Counted in it, a prompt that is refused
   *   leaves neither attempt nor count, and one that another tap has sent is never counted
   * @throws ApiError 429 when the phone has had all its prompts; the transaction has to end with it
   */
  async consume(tx: Sql, userId: number, phoneE164: string): Promise<void> {
    // Sent together, and always in this order: no two sales can wait for each other's counters.
    const waits = await Promise.all([
      this.counters.within(tx, allowances.prompts).take([userId, phoneE164]),
      this.counters.within(tx, allowances.promptsOfPhone).take([phoneE164]),
    ]);
    const refusals = waits.filter((waitMs) => waitMs !== null);
    if (refusals.length > 0) throw tooMany.prompts(Math.max(...refusals));
  }
}
