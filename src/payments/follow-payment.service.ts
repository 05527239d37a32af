import { Inject, Injectable } from '@nestjs/common';
import { SealBrokenError } from '../common/crypto/key-ring.js';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { Settings } from '../config/settings.js';
import { ProviderError, ProviderNotSent } from '../providers/provider-errors.js';
import { AskProviderService } from './ask-provider.service.js';
import { AskingRepository } from './asking.repository.js';
import { followUp, type FollowUpTimes, nextFollowUp } from './domain/follow-up.js';
import { type FollowUpPayload } from './follow-up.job.js';
import { FollowUpRepository } from './follow-up.repository.js';
import { SettlePaymentService } from './settle-payment.service.js';

/**
 * Reconciliation of one attempt: asks the provider, expires what nobody has paid in time, and plans
 * the next look. Safe to run twice, and by two processes at once.
 */
@Injectable()
export class FollowPaymentService {
  private readonly times: FollowUpTimes;

  constructor(
    private readonly attempts: FollowUpRepository,
    private readonly asking: AskingRepository,
    private readonly provider: AskProviderService,
    private readonly door: SettlePaymentService,
    private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const { reconcileFirstDelayMs, promptExpiryMs, linkExpiryMs } = settings.payments;
    this.times = { firstDelayMs: reconcileFirstDelayMs, promptExpiryMs, linkExpiryMs };
  }

  /** @param chance between 0 and 1, for spreading the questions */
  async follow(payload: FollowUpPayload, chance: number): Promise<void> {
    const { paymentId, attempt, state } = payload;
    const before = await this.attempts.find(paymentId, attempt);
    if (!before) return;
    const step = followUp(before, state, this.times);
    if (step.kind === 'done') return;

    const waitMs = await this.ask(paymentId, attempt);
    if (step.thenExpire) {
      await this.door.settle(paymentId, attempt, { kind: 'expired' }, 'expiry');
    }
    const after = await this.attempts.find(paymentId, attempt);
    const next = after && nextFollowUp(after, state, this.times, chance);
    if (!next) return;
    const delayMs = Math.max(next.delayMs, waitMs);
    await this.attempts.schedule({ paymentId, attempt, state: next.state }, delayMs);
  }

  /** @returns how long the provider wants to be left alone, in ms */
  private async ask(paymentId: string, number: number): Promise<number> {
    const { statusCheckMinIntervalMs } = this.settings.payments;
    const attempt = await this.asking.claimAttempt(paymentId, number, statusCheckMinIntervalMs);
    // Asked about a moment ago by someone else, or nobody has keys: the next look comes anyway.
    if (!attempt) return 0;
    try {
      await this.provider.ask(attempt, 'reconciliation');
      return 0;
    } catch (error) {
      if (!(error instanceof ProviderError) && !(error instanceof SealBrokenError)) throw error;
      this.logger.warn({ err: error, paymentId }, 'a payment could not be asked about');
      return error instanceof ProviderNotSent ? (error.retryAfterMs ?? 0) : 0;
    }
  }
}
