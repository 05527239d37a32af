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
   * Counts a prompt that is about to be sent.
   *
   * @param tx the transaction that commits the attempt. Counted in it, a prompt that is refused
   *   leaves neither attempt nor count, and one that another tap has sent is never counted
   * @throws ApiError 429 when the phone has had all its prompts; the transaction has to end with it
   */
  async consume(tx: Sql, userId: number, phoneE164: string): Promise<void> {
    const counter = this.counters.within(tx, allowances.prompts);
    const waitMs = await counter.take([userId, phoneE164]);
    if (waitMs === null) return;
    throw tooMany.prompts(waitMs);
  }
}
