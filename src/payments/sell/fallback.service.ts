import { Injectable } from '@nestjs/common';
import { ProviderAccounts } from '../../credentials/provider-accounts.js';
import { type SealedAccount } from '../../credentials/sealed-account.sql.js';
import { type ProviderAccount } from '../../providers/payment-provider.js';
import { ProviderRegistry } from '../../providers/provider-registry.js';
import { type Sale } from './sale.js';
import { SaleContextRepository } from './sale-context.repository.js';

/** An account that takes over a prompt. */
export interface Fallback {
  readonly credential: SealedAccount;
  readonly account: ProviderAccount;
}

/** Finds the account that prompts instead of one whose provider surely was not reached. */
@Injectable()
export class FallbackService {
  constructor(
    private readonly contexts: SaleContextRepository,
    private readonly providers: ProviderRegistry,
    private readonly accounts: ProviderAccounts,
  ) {}

  /**
   * An active account of the operator at another provider, of the same environment; null without one.
   * @throws ApiError 500 when its secret does not open
   */
  async accountFor({ request, account }: Sale): Promise<Fallback | null> {
    const { userId, routerId, provider } = request;
    const others = this.providers.codes.filter((code) => code !== provider);
    if (others.length === 0) return null;
    const { environment } = account;
    const found = await this.contexts.findFallback(userId, routerId, others, environment);
    return found && { credential: found, account: this.accounts.openForRequest(found) };
  }
}
