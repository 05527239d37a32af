import { Injectable } from '@nestjs/common';
import { allowances } from './allowances.js';
import { type Counter } from './counter.js';
import { Counters } from './counters.js';
import { tooMany } from './rate-limit-errors.js';

/** Limits how often one login reads events, however many tabs have it open. */
@Injectable()
export class EventsLimit {
  private readonly counter: Counter;

  constructor(counters: Counters) {
    this.counter = counters.local(allowances.events);
  }

  /** Counts a request. @throws ApiError 429 */
  async count(userId: number, sessionId: string | null): Promise<void> {
    await this.counter.consumeOrRefuse([userId, sessionId ?? ''], tooMany.events);
  }
}
