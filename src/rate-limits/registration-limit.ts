import { Injectable } from '@nestjs/common';
import { allowances } from './allowances.js';
import { type Counter } from './counter.js';
import { Counters } from './counters.js';
import { tooMany } from './rate-limit-errors.js';

/** Limits how many accounts one sender creates, and how many names it can test. */
@Injectable()
export class RegistrationLimit {
  private readonly counter: Counter;

  constructor(counters: Counters) {
    this.counter = counters.shared(allowances.registrations);
  }

  /** Counts a registration. @throws ApiError 429 too many, 503 when it cannot be counted */
  async consume(address: string): Promise<void> {
    await this.counter.consumeOrRefuse([address], tooMany.registrations);
  }
}
