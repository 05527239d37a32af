import { Injectable } from '@nestjs/common';
import { aboutPayment } from '../common/http/request-context.js';
import { Metrics } from '../metrics/metrics.js';
import { reportsNewFacts } from '../payments/domain/index.js';
import { type WebhookDelivery } from '../providers/payment-provider.js';
import { type ProviderCode } from '../providers/provider-code.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { type MatchedAttempt } from './matched-attempt.js';
import { PendingEventsRepository } from './pending-events.repository.js';
import { contentMatches } from './trust.js';
import { WebhookBudget } from './webhook-budget.js';
import { WebhookSenders } from './webhook-senders.js';
import { type NewEvent, WebhooksRepository } from './webhooks.repository.js';

/** Longer bodies are stored in part, whoever sent them; in characters. */
const MAX_BODY_LENGTH = 16_384;
const isLarge = (body: Readonly<Record<string, unknown>>): boolean =>
  JSON.stringify(body).length > MAX_BODY_LENGTH;

/** An event with a known attempt and a verified or unverified sender. */
type JudgedEvent = Omit<NewEvent, 'attempt' | 'outcome'> & { readonly attempt: MatchedAttempt };

/**
 * Receives a webhook: checks its sender, because the proof is not stored, and stores it with the job
 * that processes it. Nothing is settled while the provider waits for the response.
 */
@Injectable()
export class ReceiveWebhookService {
  constructor(
    private readonly providers: ProviderRegistry,
    private readonly inbox: WebhooksRepository,
    private readonly pending: PendingEventsRepository,
    private readonly budget: WebhookBudget,
    private readonly senders: WebhookSenders,
    private readonly metrics: Metrics,
  ) {}

  /**
   * The response is always the same, unless the event cannot be stored.
   *
   * @param address the address of the sender
   */
  async receive(code: ProviderCode, delivery: WebhookDelivery, address: string): Promise<void> {
    const provider = this.providers.get(code);
    const notice = provider.readWebhook(delivery.body);
    const isCollection = notice.kind === 'collection';
    const attempt = isCollection ? await this.inbox.findAttempt(code, notice) : null;
    if (attempt) aboutPayment(attempt.paymentId);
    const trust = attempt
      ? await this.senders.judge(attempt, provider, delivery, notice.invoiceId)
      : 'hint';
    this.metrics.webhookReceived(code, notice.kind, trust);
    if (trust === 'authenticated' && attempt) {
      const { userId, paymentId } = attempt;
      if (await this.budget.allowsAuthenticated(userId, paymentId)) {
        const body = isLarge(notice.body) ? notice.knownFields : notice.body;
        await this.storeAuthenticated({ provider: code, notice, body, trust, attempt });
        return;
      }
    }
    if (!(await this.budget.allows(attempt?.paymentId ?? null, address))) {
      this.metrics.webhookDropped(code, notice.kind);
      return;
    }
    const event = { provider: code, notice, body: notice.knownFields, trust };
    if (attempt) await this.storeUnverified({ ...event, attempt });
    else {
      const outcome = isCollection ? 'unmatched' : 'ignored';
      await this.inbox.insertIfNew({ ...event, attempt, outcome });
    }
  }

  private async storeAuthenticated(event: JudgedEvent): Promise<void> {
    const { report } = event.notice;
    const stored = { ...event, outcome: 'stored' } as const;
    if (report && !reportsNewFacts(event.attempt, report)) {
      await this.inbox.insertIfNew({ ...event, outcome: 'settled' });
    } else if (report && contentMatches(event.attempt, report)) {
      await this.inbox.insertIfNew(stored);
    } else await this.inbox.insertToAsk(stored, this.pending.pace);
  }

  /** An event that could change nothing is stored, but does not lead to a question. */
  private async storeUnverified(event: JudgedEvent): Promise<void> {
    const { report } = event.notice;
    if (report && reportsNewFacts(event.attempt, report)) {
      await this.inbox.insertToAsk({ ...event, outcome: 'stored' }, this.pending.pace);
    } else {
      await this.inbox.insertIfNew({ ...event, outcome: 'settled' });
    }
  }
}
