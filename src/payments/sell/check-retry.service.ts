import { Injectable } from '@nestjs/common';
import { Money } from '../../common/money/money.js';
import { parseKenyanMobile } from '../../common/phone/phone.js';
import { ProviderAccounts } from '../../credentials/provider-accounts.js';
import { type SealedAccount } from '../../credentials/sealed-account.sql.js';
import { type ProviderCode } from '../../providers/provider-code.js';
import { ProviderError, ProviderNotSent } from '../../providers/provider-errors.js';
import { routerNotFound } from '../../routers/router-errors.js';
import { type RetriedPayment, retryRefusal } from '../domain/index.js';
import { paymentErrors } from '../payment-errors.js';
import { type PaymentRecord } from '../payment-record.js';
import { ReadPaymentsService } from '../read/index.js';
import { AskingRepository, AskProviderService, CannotVerifyError } from '../reconcile/index.js';
import { type Retry } from './sale.js';
import { type RetryContext, SaleContextRepository } from './sale-context.repository.js';

/**
 * Checks whether a failed payment can be retried. What was sold is fixed, including its price, but
 * the router and the package must still be on sale.
 */
@Injectable()
export class CheckRetryService {
  constructor(
    private readonly payments: ReadPaymentsService,
    private readonly contexts: SaleContextRepository,
    private readonly asking: AskingRepository,
    private readonly provider: AskProviderService,
    private readonly accounts: ProviderAccounts,
  ) {}

  /**
   * @param provider the provider that the payment must have; null: any
   * @throws ApiError 404; 400 for another provider, or a phone or a price that cannot be prompted;
   * 409 when it is not failed, under review or without retries left; 503 when it has expired and
   * the provider cannot be asked about it
   */
  async check(userId: number, paymentId: string, provider: ProviderCode | null): Promise<Retry> {
    const stored = await this.payments.getOwned(userId, paymentId);
    if (provider !== null && stored.paymentProvider !== provider) {
      throw paymentErrors.otherProvider(provider);
    }
    refuseRetry(stored, paymentId);

    const { credential, hasExpired } = await this.contextOf(stored);
    const phone = parseKenyanMobile(stored.phoneE164);
    if (!phone) throw paymentErrors.phoneNotPromptable(paymentId);
    const price = Money.fromMinor(stored.amountMinor, stored.currency);
    if (!price.isWhole) throw paymentErrors.priceHasCents(price, paymentId);
    const account = this.accounts.openForRequest(credential);
    // A customer whose prompt has expired may have paid after all, and must not be asked for money
    // twice.
    if (hasExpired) refuseRetry(await this.ask(stored), paymentId);
    return { userId, paymentId, phone, account, credential };
  }

  private async contextOf({
    userId,
    id,
    paymentProvider,
  }: PaymentRecord): Promise<RetryContext & { readonly credential: SealedAccount }> {
    const context = await this.contexts.findForRetry(userId, id);
    if (!context) throw paymentErrors.notFound();
    if (!context.hasRouter) throw routerNotFound();
    if (!context.isOnSale) throw paymentErrors.packageNotOnSale();
    const { credential } = context;
    if (!credential) throw paymentErrors.credentialsMissing(paymentProvider);
    return { ...context, credential };
  }

  /**
   * Asks the provider about an expired attempt.
   * @returns the payment after the provider's answer
   * @throws ApiError 503 when the provider does not answer: nothing was sent, and it is safe to try
   * again
   */
  private async ask(expired: PaymentRecord): Promise<PaymentRecord> {
    const attempt = await this.asking.claimAttempt(expired.id, expired.retryCount + 1, 0);
    if (!attempt) return expired;
    try {
      return (await this.provider.ask(attempt, 'check')) ?? expired;
    } catch (error) {
      if (!(error instanceof ProviderError) && !(error instanceof CannotVerifyError)) throw error;
      const retryAfterMs = error instanceof ProviderNotSent ? error.retryAfterMs : null;
      throw paymentErrors.providerUnreachable(
        expired.paymentProvider,
        expired.id,
        retryAfterMs,
        error,
      );
    }
  }
}

/** @throws ApiError 409 when a payment cannot be retried */
export function refuseRetry(payment: RetriedPayment, paymentId: string): void {
  const refusal = retryRefusal(payment);
  if (refusal) throw paymentErrors.notRetried(refusal, paymentId);
}
