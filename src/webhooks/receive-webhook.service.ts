import { Inject, Injectable } from '@nestjs/common';
import { SecurityLog } from '../auth/security-log.js';
import { KeyRing, SealBrokenError } from '../common/crypto/key-ring.js';
import { type Secret } from '../common/crypto/secret.js';
import { aboutPayment } from '../common/http/request-context.js';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { Metrics } from '../metrics/metrics.js';
import { saysSomethingNew } from '../payments/domain/event-news.js';
import { type WebhookNotice } from '../providers/payment-provider.js';
import { type ProviderCode } from '../providers/provider-code.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { type MatchedAttempt } from './matched-attempt.js';
import { PendingEventsRepository } from './pending-events.repository.js';
import { contentMatches, judgeSender } from './trust.js';
import { WebhookBudget } from './webhook-budget.js';
import { type WebhookTrust } from './webhook-event.js';
import { type NewEvent, WebhooksRepository } from './webhooks.repository.js';

/** An event whose attempt is known and whose sender was judged. */
type JudgedEvent = Omit<NewEvent, 'attempt' | 'outcome'> & { readonly attempt: MatchedAttempt };

/**
 * Takes a webhook in: judges its sender, since the challenge is not kept, stores it together with
 * the job that processes it, and is done. Nothing is settled while IntaSend waits for an answer.
 */
@Injectable()
export class ReceiveWebhookService {
  constructor(
    private readonly providers: ProviderRegistry,
    private readonly inbox: WebhooksRepository,
    private readonly pending: PendingEventsRepository,
    private readonly budget: WebhookBudget,
    private readonly keyRing: KeyRing,
    private readonly metrics: Metrics,
    private readonly log: SecurityLog,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * The caller gets the same answer whatever happens here, unless storing itself fails.
   *
   * @param address who sends it, as far as addresses tell
   */
  async receive(
    provider: ProviderCode,
    body: Readonly<Record<string, unknown>>,
    address: string,
  ): Promise<void> {
    const notice = this.providers.get(provider).readWebhook(body);
    const isCollection = notice.kind === 'collection';
    const attempt = isCollection ? await this.inbox.findAttempt(provider, notice) : null;
    if (attempt) aboutPayment(attempt.paymentId);
    const trust = attempt ? await this.judge(attempt, notice) : 'hint';
    this.metrics.webhookReceived(provider, notice.kind, trust);
    if (trust === 'authenticated' && attempt) {
      await this.storeAuthenticated({ provider, notice, body: notice.body, trust, attempt });
      return;
    }
    if (!(await this.budget.allows(attempt !== null, address))) {
      this.metrics.webhookDropped(provider, notice.kind);
      return;
    }
    const event = { provider, notice, body: notice.knownFields, trust };
    if (attempt) await this.storeUnverified({ ...event, attempt });
    else {
      const outcome = isCollection ? 'unmatched' : 'ignored';
      await this.inbox.insertIfNew({ ...event, attempt, outcome });
    }
  }

  private async storeAuthenticated(event: JudgedEvent): Promise<void> {
    const { report } = event.notice;
    const stored = { ...event, outcome: 'stored' } as const;
    if (report && contentMatches(event.attempt, report)) await this.inbox.insertIfNew(stored);
    else await this.inbox.insertToAsk(stored, this.pending.pace);
  }

  /** What could change nothing is kept, and nobody is asked about it. */
  private async storeUnverified(event: JudgedEvent): Promise<void> {
    const { report } = event.notice;
    if (report && saysSomethingNew(event.attempt, report)) {
      await this.inbox.insertToAsk({ ...event, outcome: 'stored' }, this.pending.pace);
    } else {
      await this.inbox.insertIfNew({ ...event, outcome: 'settled' });
    }
  }

  private async judge(attempt: MatchedAttempt, notice: WebhookNotice): Promise<WebhookTrust> {
    const trust = judgeSender(this.openChallenge(attempt), notice.challenge);
    if (trust === 'refused' && (await this.budget.allowsLogLine(attempt.paymentId))) {
      const { userId, paymentId } = attempt;
      this.log.write('webhook_refused', { userId, paymentId, invoiceId: notice.invoiceId });
    }
    return trust;
  }

  /** A challenge that does not open cannot be compared: nobody is authenticated by it. */
  private openChallenge({ challengeSealed, paymentId }: MatchedAttempt): Secret | null {
    if (challengeSealed === null) return null;
    try {
      return this.keyRing.open(challengeSealed);
    } catch (error) {
      if (!(error instanceof SealBrokenError)) throw error;
      this.logger.error({ err: error, paymentId }, 'a sealed webhook challenge does not open');
      return null;
    }
  }
}
