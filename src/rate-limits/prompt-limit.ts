import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { type Sql } from '../database/database.js';
import { allowances } from './allowances.js';
import { type Counter } from './counter.js';
import { Counters } from './counters.js';
import { tooMany } from './rate-limit-errors.js';

/** Limits the prompts to one phone. */
@Injectable()
export class PromptLimit {
  private readonly ofPhone: Counter;

  constructor(
    private readonly counters: Counters,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.ofPhone = counters.shared(allowances.promptsOfPhone);
  }

  /**
   * Counts a prompt before it is sent, for its operator and over all operators.
   *
   * @param tx the transaction that commits the attempt. A refused prompt rolls back both the attempt
   *   and the count
   * @throws ApiError 429 when the limit is reached; the caller must roll the transaction back
   */
  async consume(tx: Sql, userId: number, phoneE164: string): Promise<void> {
    // Pipelined, and always in this order, so that two sales cannot deadlock.
    const waits = await Promise.all([
      this.counters.within(tx, allowances.prompts).consume([userId, phoneE164]),
      this.counters.within(tx, allowances.promptsOfPhone).consume([phoneE164]),
    ]);
    const refusals = waits.filter((waitMs) => waitMs !== null);
    if (refusals.length > 0) throw tooMany.prompts(Math.max(...refusals));
  }

  /**
   * Subtracts a prompt that surely did not reach the phone from the count over all operators, so
   * that nobody can use that count up without the phone ringing. The operator's own count stays: it
   * limits how often one operator tries.
   *
   * Never fails: the customer must learn how the sale ended, whatever becomes of the count.
   */
  async refund(phoneE164: string): Promise<void> {
    try {
      await this.ofPhone.refund([phoneE164]);
    } catch (error) {
      this.logger.error({ err: error }, 'a prompt could not be refunded');
    }
  }
}
