import { Injectable } from '@nestjs/common';
import { allowances } from './allowances.js';
import { type Counter } from './counter.js';
import { Counters } from './counters.js';
import { tooMany } from './rate-limit-errors.js';

/** Limits how many images one operator has decoded. */
@Injectable()
export class LogoLimit {
  private readonly counter: Counter;

  constructor(counters: Counters) {
    this.counter = counters.shared(allowances.logos);
  }

  /** Counts an uploaded logo. @throws ApiError 429 too many, 503 when it cannot be counted */
  async consume(userId: number): Promise<void> {
    await this.counter.consumeOrRefuse([String(userId)], tooMany.logos);
  }
}
