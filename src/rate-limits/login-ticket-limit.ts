import { Injectable } from '@nestjs/common';
import { allowances } from './allowances.js';
import { type Counter } from './counter.js';
import { Counters } from './counters.js';
import { tooMany } from './rate-limit-errors.js';

/**
 * Limits the login tickets of a chain: each may be written to its router, which has little room for
 * the jobs of other customers.
 */
@Injectable()
export class LoginTicketLimit {
  private readonly byChain: Counter;

  constructor(counters: Counters) {
    this.byChain = counters.shared(allowances.ticketsByChain);
  }

  /**
   * Counts a ticket.
   * @throws ApiError 429 too many, 503 when it cannot be counted
   */
  async count(chainId: string): Promise<void> {
    await this.byChain.consumeOrRefuse([chainId], tooMany.tickets);
  }
}
