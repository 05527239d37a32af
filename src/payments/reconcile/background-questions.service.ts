import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../../common/logging/logger.js';
import { Settings } from '../../config/settings.js';
import {
  ProviderError,
  ProviderNotSent,
  ProviderRefused,
} from '../../providers/provider-errors.js';
import { AskProviderService } from './ask-provider.service.js';
import { AskingRepository } from './asking.repository.js';
import { CannotVerifyError } from './cannot-verify.error.js';
import { isTriedAgain, type Unverifiable } from '../domain/index.js';
import { type PendingEvents } from './pending-events.js';

/** The maximum number of hinted invoices to ask about per attempt: each costs a call. */
const MAX_INVOICE_HINTS = 3;

/** A background question about one attempt. */
export interface Question {
  readonly paymentId: string;
  readonly attempt: number;
  /** The number of tries, including this one. */
  readonly tries: number;
  /** Whether the payment expires after this question. */
  readonly isLast: boolean;
  /** The reported events about the attempt. */
  readonly pending: PendingEvents;
}

/** The result of a question, and the pause that the provider asked for, in ms. */
export interface Asked {
  readonly isAnswered: boolean;
  readonly waitMs: number;
  /** Why the account of the attempt cannot be asked. */
  readonly unverifiable: Unverifiable | null;
}

/**
 * Asks providers about attempts in the background, and returns failures instead of throwing them.
 */
@Injectable()
export class BackgroundQuestions {
  constructor(
    private readonly asking: AskingRepository,
    private readonly provider: AskProviderService,
    private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * The last question before a payment expires ignores the minimum interval between questions,
   * because the answer to a recent one may have been lost.
   *
   * @throws the error that prevented the answer from being applied, while the question may be tried
   * again
   */
  async ask({ paymentId, attempt: number, tries, isLast, pending }: Question): Promise<Asked> {
    const minIntervalMs = isLast ? 0 : this.settings.payments.statusCheckMinIntervalMs;
    const attempt = await this.asking.claimAttempt(paymentId, number, minIntervalMs);
    // The attempt was asked about a moment ago; the next question comes anyway.
    if (!attempt) return { isAnswered: false, waitMs: 0, unverifiable: null };
    try {
      const source = pending.ids.length > 0 ? 'webhook' : 'reconciliation';
      const hints = pending.invoiceIds.slice(0, MAX_INVOICE_HINTS);
      // The last question before a payment expires ignores the back-off of the provider.
      await this.provider.ask(attempt, source, hints, { isUrgent: isLast });
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

/** Why the account of the attempt cannot be asked, if the error says so. */
function unverifiableBy(error: unknown): Unverifiable | null {
  if (error instanceof CannotVerifyError) return error.why;
  const isRefused = error instanceof ProviderRefused && error.about === 'credentials';
  return isRefused ? 'keys_refused' : null;
}
