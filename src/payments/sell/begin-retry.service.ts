import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { KeyBinding } from '../../idempotency/key-binding.js';
import { Metrics } from '../../metrics/metrics.js';
import { PromptLimit } from '../../rate-limits/prompt-limit.js';
import { type RetriedPayment, retryRefusal } from '../domain/retry.js';
import { type SealedAccount } from './open-account.js';
import { paymentErrors } from '../payment-errors.js';
import { RetryRepository } from './retry.repository.js';
import { type BegunPayment } from './sale.repository.js';

/**
 * Commits another attempt of a failed payment before its provider is called, in one transaction
 * with the slot that stops double taps, the count of prompts and the Idempotency-Key.
 */
@Injectable()
export class BeginRetryService {
  constructor(
    private readonly database: Database,
    private readonly retries: RetryRepository,
    private readonly promptLimit: PromptLimit,
    private readonly key: KeyBinding,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Decides under the payment's lock: of any number of retries at once one gets through.
   * @throws ApiError 409 not to be retried, or a prompt for the same is out; 429 too many prompts
   */
  async begin(userId: number, paymentId: string, credential: SealedAccount): Promise<BegunPayment> {
    const begun = await this.database.transaction(async (tx) => {
      const locked = await this.retries.lock(tx, userId, paymentId);
      if (!locked) throw paymentErrors.notFound();
      refuseRetry(locked, paymentId);
      const number = locked.retryCount + 2;
      const reopened = await this.retries.reopen(tx, userId, paymentId, number, credential);
      if (!reopened) throw paymentErrors.promptOut(paymentId);
      await this.promptLimit.consume(tx, userId, reopened.record.phoneE164);
      await this.key.bind(tx, paymentId);
      return reopened;
    });
    this.metrics.paymentChanged('retried', 'failed', begun.record.status, 'request');
    return begun;
  }
}

/** @throws ApiError 409 when a payment may not be prompted for again */
export function refuseRetry(payment: RetriedPayment, paymentId: string): void {
  const refusal = retryRefusal(payment);
  if (refusal) throw paymentErrors.notRetried(refusal, paymentId);
}
