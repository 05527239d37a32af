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

/** However long a provider wants to be left alone, a payment is looked at again after this time. */
const LONGEST_WAIT_MS = 3_600_000;
/** Payments taken up again by one statement. */
const MOST_FORGOTTEN = 500;

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

    const question = await this.ask(paymentId, attempt);
    if (step.thenExpire) {
      await this.door.settle(paymentId, attempt, { kind: 'expired' }, 'expiry');
    }
    const after = await this.attempts.find(paymentId, attempt);
    const { isAnswered, waitMs } = question;
    const next = after && nextFollowUp(after, state, this.times, { isAnswered, chance });
    if (!next) return;
    const delayMs = Math.max(next.delayMs, Math.min(waitMs, LONGEST_WAIT_MS));
    await this.attempts.schedule({ paymentId, attempt, state: next.state }, delayMs);
  }

  /**
   * Takes up open payments that no job follows: none is known to get lost, and a payment that
   * nobody asks about would stay open for ever.
   */
  async takeUpForgotten(): Promise<void> {
    const { reconcileFirstDelayMs } = this.settings.payments;
    const taken = await this.attempts.scheduleForgotten(reconcileFirstDelayMs, MOST_FORGOTTEN);
    if (taken > 0) this.logger.error({ payments: taken }, 'open payments had no follow-up');
  }

  /** Whatever happens here, the payment expires in time and is looked at again. */
  private async ask(paymentId: string, number: number): Promise<Asked> {
    const { statusCheckMinIntervalMs } = this.settings.payments;
    const attempt = await this.asking.claimAttempt(paymentId, number, statusCheckMinIntervalMs);
    // Asked about a moment ago by someone else, or nobody has keys: the next look comes anyway.
    if (!attempt) return { isAnswered: false, waitMs: 0 };
    try {
      await this.provider.ask(attempt, 'reconciliation');
      return { isAnswered: true, waitMs: 0 };
    } catch (error) {
      const isExpected = error instanceof ProviderError || error instanceof SealBrokenError;
      const level = isExpected ? 'warn' : 'error';
      this.logger[level]({ err: error, paymentId }, 'a payment could not be asked about');
      const waitMs = error instanceof ProviderNotSent ? (error.retryAfterMs ?? 0) : 0;
      return { isAnswered: false, waitMs };
    }
  }
}

/** How a question has gone, and how long the provider wants to be left alone after it, in ms. */
interface Asked {
  readonly isAnswered: boolean;
  readonly waitMs: number;
}
