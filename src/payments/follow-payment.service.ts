import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { Settings } from '../config/settings.js';
import { ProviderError, ProviderNotSent, ProviderRefused } from '../providers/provider-errors.js';
import { AskProviderService } from './ask-provider.service.js';
import { AskingRepository } from './asking.repository.js';
import { CannotVerifyError } from './cannot-verify.error.js';
import { followUp, type FollowUpTimes, isTriedAgain, nextFollowUp } from './domain/follow-up.js';
import { type Unverifiable } from './domain/unverifiable.js';
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

  /**
   * @throws what kept the provider's answer from being taken in, as long as the look is to be tried
   *   again for it
   */
  async follow(payload: FollowUpPayload, { tries, chance }: Look): Promise<void> {
    const { paymentId, attempt, state } = payload;
    const before = await this.attempts.find(paymentId, attempt);
    if (!before) return;
    const step = followUp(before, state, this.times);
    if (step.kind === 'done') return;

    const question = await this.ask(paymentId, attempt, step.thenExpire, tries);
    if (step.thenExpire) {
      const { unverifiable } = question;
      await this.door.settle(paymentId, attempt, { kind: 'expired', unverifiable }, 'expiry');
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

  /**
   * The last question before a payment expires is asked however lately somebody else has asked:
   * their answer may not have got here.
   */
  private async ask(
    paymentId: string,
    number: number,
    isLast: boolean,
    tries: number,
  ): Promise<Asked> {
    const minIntervalMs = isLast ? 0 : this.settings.payments.statusCheckMinIntervalMs;
    const attempt = await this.asking.claimAttempt(paymentId, number, minIntervalMs);
    // Asked about a moment ago by someone else: the next look comes anyway.
    if (!attempt) return { isAnswered: false, waitMs: 0, unverifiable: null };
    try {
      await this.provider.ask(attempt, 'reconciliation');
      return { isAnswered: true, waitMs: 0, unverifiable: null };
    } catch (error) {
      const isExpected = error instanceof ProviderError || error instanceof CannotVerifyError;
      if (!isExpected && isTriedAgain(tries)) throw error;
      const level = isExpected ? 'warn' : 'error';
      this.logger[level]({ err: error, paymentId }, 'a payment could not be asked about');
      const waitMs = error instanceof ProviderNotSent ? (error.retryAfterMs ?? 0) : 0;
      return { isAnswered: false, waitMs, unverifiable: unverifiableBy(error) };
    }
  }
}

/** One look at an attempt. */
interface Look {
  /** How often it has been tried, this time included. */
  readonly tries: number;
  /** Between 0 and 1, for spreading the questions. */
  readonly chance: number;
}

/** How a question has gone, and how long the provider wants to be left alone after it, in ms. */
interface Asked {
  readonly isAnswered: boolean;
  readonly waitMs: number;
  readonly unverifiable: Unverifiable | null;
}

/** Why the attempt's own account cannot be asked, if that is what an error says. */
function unverifiableBy(error: unknown): Unverifiable | null {
  if (error instanceof CannotVerifyError) return error.why;
  const isRefused = error instanceof ProviderRefused && error.about === 'credentials';
  return isRefused ? 'keys_refused' : null;
}
