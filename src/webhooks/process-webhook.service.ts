import { Injectable } from '@nestjs/common';
import { aboutPayment } from '../common/http/request-context.js';
import { Settings } from '../config/settings.js';
import { AskProviderService } from '../payments/ask-provider.service.js';
import { AskingRepository } from '../payments/asking.repository.js';
import { CannotVerifyError } from '../payments/cannot-verify.error.js';
import { SettlePaymentService } from '../payments/settle-payment.service.js';
import { type WebhookNotice } from '../providers/payment-provider.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { contentMatches } from './trust.js';
import {
  type MatchedAttempt,
  type StoredEvent,
  WebhooksRepository,
} from './webhooks.repository.js';

/** How processing went: done, or to be tried again in so many ms. */
export type Processed =
  { readonly kind: 'done' } | { readonly kind: 'later'; readonly delayMs: number };
const DONE: Processed = { kind: 'done' };

/**
 * Processes a stored webhook: an authenticated one whose content matches goes through the one
 * door; for everything else the provider is asked, paced per payment, so that a flood of forged
 * events does not become a flood of questions. Safe to run twice.
 */
@Injectable()
export class ProcessWebhookService {
  constructor(
    private readonly providers: ProviderRegistry,
    private readonly inbox: WebhooksRepository,
    private readonly asking: AskingRepository,
    private readonly provider: AskProviderService,
    private readonly door: SettlePaymentService,
    private readonly settings: Settings,
  ) {}

  /** @throws ProviderError when the provider cannot be asked now; the event stays stored */
  async process(eventId: string): Promise<Processed> {
    const event = await this.inbox.find(eventId);
    if (!event || event.outcome === 'ignored') return DONE;
    const notice = this.providers.get(event.provider).readWebhook(event.body);
    const { attempt } = event;
    if (!attempt) {
      await this.inbox.finish(eventId, 'unmatched', null);
      return DONE;
    }
    aboutPayment(attempt.paymentId);
    const isTaken =
      (await this.takeAtItsWord(event, attempt, notice)) || (await this.ask(attempt, notice));
    if (!isTaken) {
      return { kind: 'later', delayMs: this.settings.payments.statusCheckMinIntervalMs };
    }
    await this.inbox.finish(eventId, 'settled', attempt);
    return DONE;
  }

  /** Notes that an event has been tried often enough. */
  async giveUp(eventId: string): Promise<void> {
    await this.inbox.finish(eventId, 'failed', null);
  }

  private async takeAtItsWord(
    { trust, paymentId }: StoredEvent,
    attempt: MatchedAttempt,
    { report }: WebhookNotice,
  ): Promise<boolean> {
    // By now its invoice may be another payment's, whose challenge the sender has not shown.
    const isProven = trust === 'authenticated' && paymentId === attempt.paymentId;
    if (!isProven || !report || !contentMatches(attempt, report)) return false;
    const news = { kind: 'report', report } as const;
    await this.door.settle(attempt.paymentId, attempt.number, news, 'webhook');
    return true;
  }

  /** @returns false when the payment was asked about a moment ago: the answer may be older than the event */
  private async ask(attempt: MatchedAttempt, { invoiceId }: WebhookNotice): Promise<boolean> {
    const claimed = await this.asking.claimAttempt(
      attempt.paymentId,
      attempt.number,
      this.settings.payments.statusCheckMinIntervalMs,
    );
    if (!claimed) return false;
    try {
      await this.provider.ask(claimed, 'webhook', invoiceId);
    } catch (error) {
      // Asking again for this event would be in vain; the payment's own job finds out in the end.
      if (!(error instanceof CannotVerifyError)) throw error;
    }
    return true;
  }
}
