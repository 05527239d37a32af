import { Injectable } from '@nestjs/common';
import { SecurityLog } from '../auth/security-log.js';
import { KeyRing, SealBrokenError } from '../common/crypto/key-ring.js';
import { type Secret } from '../common/crypto/secret.js';
import { Metrics } from '../metrics/metrics.js';
import { type ProviderCode } from '../providers/provider-code.js';
import { type TillAccount } from './till-accounts.repository.js';
import { WebhookBudget } from './webhook-budget.js';
import { type WebhookTrust } from './webhook-event.js';

/** Opens the secrets that senders are judged by, and counts what was judged. */
@Injectable()
export class TillJudgements {
  constructor(
    private readonly keyRing: KeyRing,
    private readonly budget: WebhookBudget,
    private readonly log: SecurityLog,
    private readonly metrics: Metrics,
  ) {}

  /** Null without a secret, or when it does not open: then it proves nothing. */
  openSecret({ webhookSecretSealed: sealed }: TillAccount): Secret | null {
    if (sealed === null) return null;
    try {
      return this.keyRing.open(sealed);
    } catch (error) {
      if (error instanceof SealBrokenError) return null;
      throw error;
    }
  }

  count(provider: ProviderCode, kind: string, trust: WebhookTrust): void {
    this.metrics.webhookReceived(provider, kind, trust);
  }

  countDropped(provider: ProviderCode, kind: string): void {
    this.metrics.webhookDropped(provider, kind);
  }

  /** Writes a line of the security log, within limits. */
  async logRefusal({ userId, credentialId }: TillAccount): Promise<void> {
    if (await this.budget.allowsLogLine(`credentials ${credentialId}`)) {
      this.log.write('webhook_refused', { userId, credentialId });
    }
  }
}
