import { Inject, Injectable } from '@nestjs/common';
import { SecurityLog } from '../auth/security-log.js';
import { KeyRing, SealBrokenError } from '../common/crypto/key-ring.js';
import { type Secret } from '../common/crypto/secret.js';
import { aboutPayment } from '../common/http/request-context.js';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { Metrics } from '../metrics/metrics.js';
import { type WebhookNotice } from '../providers/payment-provider.js';
import { type ProviderCode } from '../providers/provider-code.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { judgeSender } from './trust.js';
import { type WebhookTrust } from './webhook-event.js';
import { type MatchedAttempt, WebhooksRepository } from './webhooks.repository.js';

/**
 * Takes a webhook in: judges its sender, since the challenge is not kept, stores it together with
 * the job that processes it, and is done. Nothing is settled while IntaSend waits for an answer.
 */
@Injectable()
export class ReceiveWebhookService {
  constructor(
    private readonly providers: ProviderRegistry,
    private readonly inbox: WebhooksRepository,
    private readonly keyRing: KeyRing,
    private readonly metrics: Metrics,
    private readonly log: SecurityLog,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** The caller gets the same answer whatever happens here, unless storing itself fails. */
  async receive(provider: ProviderCode, body: Readonly<Record<string, unknown>>): Promise<void> {
    const notice = this.providers.get(provider).readWebhook(body);
    if (notice.kind !== 'collection') {
      const judged = { attempt: null, trust: 'hint', outcome: 'ignored' } as const;
      this.metrics.webhookReceived(provider, notice.kind, judged.trust);
      await this.inbox.insertIfNew(provider, notice, judged);
      return;
    }
    const attempt = await this.inbox.findAttempt(provider, notice);
    if (attempt) aboutPayment(attempt.paymentId);
    const trust = attempt ? this.judge(attempt, notice) : 'hint';
    this.metrics.webhookReceived(provider, notice.kind, trust);
    await this.inbox.insertIfNew(provider, notice, {
      attempt,
      trust,
      outcome: attempt ? 'stored' : 'unmatched',
    });
  }

  private judge(attempt: MatchedAttempt, notice: WebhookNotice): WebhookTrust {
    const trust = judgeSender(this.openChallenge(attempt), notice.challenge);
    if (trust === 'refused') {
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
