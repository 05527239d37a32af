import { Injectable } from '@nestjs/common';
import { SecurityLog } from '../auth/security-log.js';
import { Settings } from '../config/settings.js';
import { callbackUrlOf } from '../providers/callback-url.js';
import { type WebhookSubscription } from '../providers/payment-provider.js';
import { ProviderError, ProviderNotSent, ProviderRefused } from '../providers/provider-errors.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { credentialErrors } from './credential-errors.js';
import { CredentialsService } from './credentials.service.js';
import { ProviderAccounts, sealedAccountOf } from './provider-accounts.js';

/** The webhooks of credentials. */
export interface Subscribed {
  /** Where the provider sends them. */
  readonly url: string;
  readonly subscriptions: readonly WebhookSubscription[];
}

/** Has a provider send the events of an account's till to this server. */
@Injectable()
export class SubscribeWebhooksService {
  constructor(
    private readonly credentials: CredentialsService,
    private readonly providers: ProviderRegistry,
    private readonly accounts: ProviderAccounts,
    private readonly settings: Settings,
    private readonly log: SecurityLog,
  ) {}

  /**
   * Subscribes the address of these credentials. Events that come twice because of a second
   * subscription count once.
   * @throws ApiError 404; 400 when the provider has no subscriptions or refuses; 502 when it refuses
   *   the keys, 503 when it gives no answer, 500 when a value does not open
   */
  async subscribe(userId: number, id: number): Promise<Subscribed> {
    const credential = await this.credentials.getOwned(userId, id);
    const { provider: code } = credential;
    const provider = this.providers.find(code);
    if (!provider?.capabilities.webhookSubscriptions) throw credentialErrors.notSubscribable(code);
    const account = this.accounts.openForRequest(sealedAccountOf(credential));
    const url = `${callbackUrlOf(this.settings, code)}${id}/`;
    try {
      const { timeoutMs } = provider;
      const request = { callbackUrl: url, timeoutMs };
      const subscriptions = await provider.subscribeWebhooks(request, account);
      await this.log.add('webhooks_subscribed', { userId, credentialId: id });
      return { url, subscriptions };
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      if (error instanceof ProviderRefused) {
        throw error.about === 'credentials'
          ? credentialErrors.keysRefused(code, error)
          : credentialErrors.subscriptionRefused(code, error.reason, error);
      }
      const retryAfterMs = error instanceof ProviderNotSent ? error.retryAfterMs : null;
      throw credentialErrors.providerUnreachable(code, retryAfterMs, error);
    }
  }
}
