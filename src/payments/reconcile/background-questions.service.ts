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
import { isTriedAgain } from '../domain/reconciliation.js';
import { type Unverifiable } from '../domain/unverifiable.js';
import { type PendingEvents } from './pending-events.js';

/** Invoices of unverified events that are asked about for one attempt: each costs a call. */
const MAX_INVOICE_HINTS = 3;

/** A question about one attempt that nobody waits for. */
export interface Question {
  readonly paymentId: string;
  readonly attempt: number;
  /** How often it has been tried, this time included. */
  readonly tries: number;
  /** Whether the payment expires after it. */
  readonly isLast: boolean;
  /** What has been reported about the attempt. */
  readonly pending: PendingEvents;
}

/** How a question has gone, and how long the provider wants to be left alone after it, in ms. */
export interface Asked {
  readonly isAnswered: boolean;
  readonly waitMs: number;
  /** Why the account that the attempt was made with cannot be asked at all. */
  readonly unverifiable: Unverifiable | null;
}

/** Asks providers about attempts in the background, and says how that went instead of failing. */
@Injectable()
export class BackgroundQuestions {
  constructor(
    private readonly asking: AskingRepository,
    private readonly provider: AskProviderService,
    private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * The last question before a payment expires is asked however lately somebody else has asked:
   * their answer may not have got here.
   *
   * @throws what kept an answer from being taken in, as long as the question is to be tried again
   */
  async ask({ paymentId, attempt: number, tries, isLast, pending }: Question): Promise<Asked> {
    const minIntervalMs = isLast ? 0 : this.settings.payments.statusCheckMinIntervalMs;
    const attempt = await this.asking.claimAttempt(paymentId, number, minIntervalMs);
    // Asked about a moment ago by someone else: the next question comes anyway.
    if (!attempt) return { isAnswered: false, waitMs: 0, unverifiable: null };
    try {
      const source = pending.ids.length > 0 ? 'webhook' : 'reconciliation';
      const hints = pending.invoiceIds.slice(0, MAX_INVOICE_HINTS);
      // The last question before a payment expires is asked although the provider wants a pause.
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

/** Why the attempt's own account cannot be asked, if that is what an error says. */
function unverifiableBy(error: unknown): Unverifiable | null {
  if (error instanceof CannotVerifyError) return error.why;
  const isRefused = error instanceof ProviderRefused && error.about === 'credentials';
  return isRefused ? 'keys_refused' : null;
}
