import { Inject, Injectable } from '@nestjs/common';
import { SecurityLog } from '../auth/security-log.js';
import { KeyRing, SealBrokenError } from '../common/crypto/key-ring.js';
import { type Secret } from '../common/crypto/secret.js';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { type WebhookNotice } from '../providers/payment-provider.js';
import { type MatchedAttempt } from './matched-attempt.js';
import { judgeSender } from './trust.js';
import { WebhookBudget } from './webhook-budget.js';
import { type WebhookTrust } from './webhook-event.js';

/** Checks the sender of an event by the challenge of the attempt's credentials. */
@Injectable()
export class WebhookSenders {
  constructor(
    private readonly keyRing: KeyRing,
    private readonly budget: WebhookBudget,
    private readonly log: SecurityLog,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Writes a line of the security log when the expected challenge is missing or wrong. */
  async judge(attempt: MatchedAttempt, notice: WebhookNotice): Promise<WebhookTrust> {
    const trust = judgeSender(this.openChallenge(attempt), notice.challenge);
    if (trust === 'refused' && (await this.budget.allowsLogLine(attempt.paymentId))) {
      const { userId, paymentId } = attempt;
      this.log.write('webhook_refused', { userId, paymentId, invoiceId: notice.invoiceId });
    }
    return trust;
  }

  /** A challenge that cannot be decrypted cannot be compared, so it authenticates nobody. */
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
