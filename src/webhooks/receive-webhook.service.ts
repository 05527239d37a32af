import { Inject, Injectable } from '@nestjs/common';
import { KeyRing, SealBrokenError } from '../common/crypto/key-ring.js';
import { type Secret } from '../common/crypto/secret.js';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { SettlePaymentService } from '../payments/settle-payment.service.js';
import { type WebhookNotice } from '../providers/payment-provider.js';
import { type ProviderCode } from '../providers/provider-code.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { FollowHintService } from './follow-hint.service.js';
import { contentMatches, judgeSender } from './trust.js';
import { type WebhookTrust } from './webhook-event.js';
import { type MatchedAttempt, WebhooksRepository } from './webhooks.repository.js';

/**
 * Takes a webhook in: stores it, and lets it change something only when its sender is
 * authenticated and its content is that of the payment. Everything else is a hint, which leads to
 * a question to the provider, after the webhook has been answered.
 */
@Injectable()
export class ReceiveWebhookService {
  constructor(
    private readonly providers: ProviderRegistry,
    private readonly inbox: WebhooksRepository,
    private readonly door: SettlePaymentService,
    private readonly hints: FollowHintService,
    private readonly keyRing: KeyRing,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** The caller gets the same answer whatever happens here, unless storing itself fails. */
  async receive(provider: ProviderCode, body: Readonly<Record<string, unknown>>): Promise<void> {
    const notice = this.providers.get(provider).readWebhook(body);
    if (notice.kind !== 'collection') {
      const judged = { paymentId: null, trust: 'hint', outcome: 'ignored' } as const;
      await this.inbox.insertIfNew(provider, notice, judged);
      return;
    }
    const attempt = await this.inbox.findAttempt(provider, notice);
    const trust = attempt ? this.judge(attempt, notice) : 'hint';
    const id = await this.inbox.insertIfNew(provider, notice, {
      paymentId: attempt?.paymentId ?? null,
      trust,
      outcome: attempt ? 'stored' : 'unmatched',
    });
    if (id !== null && attempt) await this.apply(id, attempt, notice, trust);
  }

  private async apply(
    id: string,
    attempt: MatchedAttempt,
    { report, invoiceId }: WebhookNotice,
    trust: WebhookTrust,
  ): Promise<void> {
    if (trust !== 'authenticated' || !report || !contentMatches(attempt, report)) {
      this.hints.follow({ ...attempt, eventIds: [id], invoiceHint: invoiceId });
      return;
    }
    await this.door.settle(
      attempt.paymentId,
      attempt.number,
      { kind: 'report', report },
      'webhook',
    );
    await this.inbox.finish(id, 'settled');
  }

  private judge(attempt: MatchedAttempt, notice: WebhookNotice): WebhookTrust {
    const trust = judgeSender(this.openChallenge(attempt), notice.challenge);
    if (trust === 'refused') {
      this.logger.warn(
        { security: true, paymentId: attempt.paymentId, invoiceId: notice.invoiceId },
        'a webhook without the right challenge was not believed',
      );
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
