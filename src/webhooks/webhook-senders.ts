import { Inject, Injectable } from '@nestjs/common';
import { SecurityLog } from '../auth/security-log.js';
import { KeyRing, SealBrokenError } from '../common/crypto/key-ring.js';
import { type Secret } from '../common/crypto/secret.js';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { type PaymentProvider, type WebhookDelivery } from '../providers/payment-provider.js';
import { type MatchedAttempt } from './matched-attempt.js';
import { WebhookBudget } from './webhook-budget.js';
import { type WebhookTrust } from './webhook-event.js';

/** Checks the sender of an event by the webhook secret of the attempt's account. */
@Injectable()
export class WebhookSenders {
  constructor(
    private readonly keyRing: KeyRing,
    private readonly budget: WebhookBudget,
    private readonly log: SecurityLog,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Writes a line of the security log when the expected proof is missing or wrong.
   * @param invoiceId the invoice that the event names
   */
  async judge(
    attempt: MatchedAttempt,
    provider: PaymentProvider,
    delivery: WebhookDelivery,
    invoiceId: string | null,
  ): Promise<WebhookTrust> {
    const secret = this.openSecret(attempt);
    if (secret === null) return 'hint';
    if (provider.isAuthentic(delivery, secret)) return 'authenticated';
    if (await this.budget.allowsLogLine(attempt.paymentId)) {
      const { userId, paymentId } = attempt;
      this.log.write('webhook_refused', { userId, paymentId, invoiceId });
    }
    return 'refused';
  }

  /** A secret that cannot be decrypted authenticates nobody. */
  private openSecret({ webhookSecretSealed, paymentId }: MatchedAttempt): Secret | null {
    if (webhookSecretSealed === null) return null;
    try {
      return this.keyRing.open(webhookSecretSealed);
    } catch (error) {
      if (!(error instanceof SealBrokenError)) throw error;
      this.logger.error({ err: error, paymentId }, 'a sealed webhook challenge does not open');
      return null;
    }
  }
}
