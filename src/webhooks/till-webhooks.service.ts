import { Injectable } from '@nestjs/common';
import { type WebhookDelivery } from '../providers/payment-provider.js';
import { type ProviderCode } from '../providers/provider-code.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { TillMoneyService } from '../receipts/till-money.service.js';
import { SOME_WAIT_MS, tooMany } from '../rate-limits/rate-limit-errors.js';
import { TillAccountsRepository } from './till-accounts.repository.js';
import { TillJudgements } from './till-judgements.js';
import { WebhookBudget } from './webhook-budget.js';
import { WebhooksRepository } from './webhooks.repository.js';

/** A webhook at the path of a provider's account. */
export interface TillDelivery extends WebhookDelivery {
  readonly provider: ProviderCode;
  /** The credentials in its path; null without. */
  readonly credentialId: number | null;
  /** The address of the sender. */
  readonly address: string;
}

/**
 * Receives transactions at tills. There is no attempt whose account could prove the sender, so the
 * path names the account. A transaction without proof is stored for a while, and nothing follows.
 */
@Injectable()
export class TillWebhooks {
  constructor(
    private readonly providers: ProviderRegistry,
    private readonly accounts: TillAccountsRepository,
    private readonly inbox: WebhooksRepository,
    private readonly budget: WebhookBudget,
    private readonly money: TillMoneyService,
    private readonly judgements: TillJudgements,
  ) {}

  /**
   * Whether the event is a transaction at a till, which is stored then.
   * @throws ApiError 429 for too many events of one operator, so that the provider sends them again
   */
  async receive(delivery: TillDelivery): Promise<boolean> {
    const { provider: code, credentialId, address } = delivery;
    const provider = this.providers.get(code);
    if (!provider.capabilities.webhookSubscriptions) return false;
    const notice = provider.readWebhook(delivery.body);
    const { transaction, knownFields, kind } = notice;
    if (!transaction) return false;
    const account = credentialId === null ? null : await this.accounts.find(code, credentialId);
    const secret = account && this.judgements.openSecret(account);
    const isAuthentic = secret !== null && provider.isAuthentic(delivery, secret);
    const trust = isAuthentic ? 'authenticated' : secret === null ? 'hint' : 'refused';
    this.judgements.count(code, kind, trust);
    const event = { provider: code, notice, body: knownFields, trust, attempt: null } as const;
    if (account && isAuthentic) {
      if (!(await this.budget.allowsTill(account.userId))) throw tooMany.requests(SOME_WAIT_MS);
      await this.money.take({ ...account, provider: code }, transaction);
      await this.inbox.insertIfNew({ ...event, outcome: 'settled', userId: account.userId });
      return true;
    }
    if (account && trust === 'refused') await this.judgements.logRefusal(account);
    if (await this.budget.allows(null, address)) {
      await this.inbox.insertIfNew({ ...event, outcome: 'ignored' });
    } else this.judgements.countDropped(code, kind);
    return true;
  }
}
