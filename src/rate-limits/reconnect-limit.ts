import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { allowances } from './allowances.js';
import { type Counted, type Counter } from './counter.js';
import { Counters } from './counters.js';
import { tooMany } from './rate-limit-errors.js';

/** The counts of one attempt to reconnect. */
export interface ReconnectAttempt {
  readonly router: Counted;
  readonly proof: Counted;
}

/**
 * Limits the guessing of access codes and receipts. An attempt is counted before it is checked, so
 * that simultaneous attempts cannot exceed the limit, and refunded when it has proved its access.
 */
@Injectable()
export class ReconnectLimit {
  private readonly byRouter: Counter;
  private readonly byProof: Counter;

  constructor(
    counters: Counters,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.byRouter = counters.shared(allowances.reconnectsByRouter);
    this.byProof = counters.shared(allowances.reconnectsByProof);
  }

  /**
   * Counts an attempt.
   * @param routerId null for a router that the operator does not have
   * @param proof the code or receipt
   * @throws ApiError 429 too many, 503 when it cannot be counted
   */
  async start(userId: number, routerId: number | null, proof: string): Promise<ReconnectAttempt> {
    const attempt = { router: [userId, routerId ?? 0], proof: [userId, proof] };
    await this.byRouter.consumeOrRefuse(attempt.router, tooMany.reconnects);
    try {
      await this.byProof.consumeOrRefuse(attempt.proof, tooMany.reconnects);
    } catch (refusal) {
      // It tests nothing, so it uses up nothing of the router's share.
      await this.refund(this.byRouter, attempt.router);
      throw refusal;
    }
    return attempt;
  }

  /** The attempt has proved its access, and does not count. */
  async succeeded({ router, proof }: ReconnectAttempt): Promise<void> {
    await this.refund(this.byRouter, router);
    await this.refund(this.byProof, proof);
  }

  /** A count that is too high is logged, and does not change the result of the attempt. */
  private async refund(counter: Counter, counted: Counted): Promise<void> {
    await counter.refund(counted).catch((error: unknown) => {
      this.logger.error({ err: error }, 'the count of failed reconnects could not be corrected');
    });
  }
}
