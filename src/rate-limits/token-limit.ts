import { Injectable } from '@nestjs/common';
import { allowances } from './allowances.js';
import { type Counter } from './counter.js';
import { Counters } from './counters.js';
import { tooMany } from './rate-limit-errors.js';

/**
 * Limits failed requests with refresh and password reset tokens, by address. Tokens of 256 random
 * bits cannot be guessed, so a token is checked first and only failures are counted: a valid token
 * is accepted whatever others at its address do. Wrong passwords are counted elsewhere.
 */
@Injectable()
export class TokenLimit {
  private readonly addresses: Counter;

  constructor(counters: Counters) {
    this.addresses = counters.shared(allowances.tokensByAddress);
  }

  /** Counts a refused token. @throws ApiError 429 too many, 503 when it cannot be counted */
  async failed(address: string): Promise<void> {
    await this.addresses.consumeOrRefuse([address], tooMany.logins);
  }
}
