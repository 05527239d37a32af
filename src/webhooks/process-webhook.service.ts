import { Injectable } from '@nestjs/common';
import { aboutPayment } from '../common/http/request-context.js';
import { SettlementService } from '../payments/settle/index.js';
import { type WebhookNotice } from '../providers/payment-provider.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { type MatchedAttempt } from './matched-attempt.js';
import { PendingEventsRepository } from './pending-events.repository.js';
import { contentMatches } from './trust.js';
import { type StoredEvent, WebhooksRepository } from './webhooks.repository.js';

/**
 * Processes a stored event. An authenticated event with matching content settles its payment; for
 * any other event the job of the attempt asks the provider. Safe to run twice.
 */
@Injectable()
export class ProcessWebhookService {
  constructor(
    private readonly providers: ProviderRegistry,
    private readonly inbox: WebhooksRepository,
    private readonly pending: PendingEventsRepository,
    private readonly settlement: SettlementService,
  ) {}

  async process(eventId: string): Promise<void> {
    const event = await this.inbox.find(eventId);
    if (!event || event.outcome === 'ignored') return;
    const { attempt } = event;
    if (!attempt) {
      await this.inbox.finish(eventId, 'unmatched', null);
      return;
    }
    aboutPayment(attempt.paymentId);
    const notice = this.providers.get(event.provider).readWebhook(event.body);
    if (await this.settleByContent(event, attempt, notice)) {
      await this.inbox.finish(eventId, 'settled', attempt);
    } else if (event.outcome === 'stored') {
      await this.inbox.finish(eventId, 'stored', attempt);
      await this.pending.wake(attempt);
    }
  }

  /** Stores that an event has used up its tries. */
  async giveUp(eventId: string): Promise<void> {
    await this.inbox.finish(eventId, 'failed', null);
  }

  private async settleByContent(
    { trust, paymentId }: StoredEvent,
    attempt: MatchedAttempt,
    { report }: WebhookNotice,
  ): Promise<boolean> {
    // The invoice may belong to another payment, whose challenge the sender has not shown.
    const isOwn = paymentId === attempt.paymentId && !attempt.isInvoiceOfOthers;
    const isProven = trust === 'authenticated' && isOwn;
    if (!isProven || !report || !contentMatches(attempt, report)) return false;
    const event = { kind: 'report', report } as const;
    await this.settlement.apply(attempt.paymentId, attempt.number, event, 'webhook');
    return true;
  }
}
