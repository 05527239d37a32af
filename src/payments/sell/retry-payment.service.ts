import { Injectable } from '@nestjs/common';
import { KeyRing } from '../../common/crypto/key-ring.js';
import { Money } from '../../common/money/money.js';
import { parseKenyanMobile } from '../../common/phone/phone.js';
import { routerNotFound } from '../../routers/router-errors.js';
import { BeginRetryService, refuseRetry } from './begin-retry.service.js';
import { type Collected } from './collect.service.js';
import { openAccount, type SealedAccount } from './open-account.js';
import { paymentErrors } from '../payment-errors.js';
import { type PaymentRecord } from '../payment-record.js';
import { ReadPaymentsService } from '../read/read-payments.service.js';
import { ExpiredAttempts } from './expired-attempts.service.js';
import { type RetryContext, RetryRepository } from './retry.repository.js';
import { SendPromptService } from './send-prompt.service.js';

/**
 * Prompts again for a failed payment, by a new attempt: check, commit, call, record. What was sold
 * is fixed, its price included; but only what the operator still sells is asked money for.
 */
@Injectable()
export class RetryPaymentService {
  constructor(
    private readonly payments: ReadPaymentsService,
    private readonly retries: RetryRepository,
    private readonly beginning: BeginRetryService,
    private readonly prompts: SendPromptService,
    private readonly expired: ExpiredAttempts,
    private readonly keyRing: KeyRing,
  ) {}

  /**
   * @throws ApiError 404, 400 of another provider, or a phone or a price that cannot be prompted, 409 not failed, under
   *   review, no retries left or a prompt for the same is out, 429 too many prompts, and as
   *   {@link SendPromptService.send}
   */
  async retry(userId: number, paymentId: string): Promise<Collected> {
    const stored = await this.payments.getOwned(userId, paymentId);
    if (stored.paymentProvider !== 'instasend') throw paymentErrors.otherProvider();
    refuseRetry(stored, paymentId);

    const { credential, hasExpired } = await this.contextFor(stored);
    const phone = parseKenyanMobile(stored.phoneE164);
    if (!phone) throw paymentErrors.phoneNotPromptable(paymentId);
    const price = Money.fromMinor(stored.amountMinor, stored.currency);
    if (!price.isWhole) throw paymentErrors.priceHasCents(price, paymentId);
    const account = openAccount(this.keyRing, credential);
    // Whoever has not answered in time may have paid after all: they are not asked for money twice.
    if (hasExpired) refuseRetry(await this.expired.ask(stored), paymentId);

    const { record, reference } = await this.beginning.begin(userId, paymentId, credential);
    return this.prompts.send({
      paymentId,
      number: record.retryCount + 1,
      reference,
      amount: price,
      phone,
      provider: record.paymentProvider,
      account,
    });
  }

  private async contextFor({
    userId,
    id,
  }: PaymentRecord): Promise<RetryContext & { readonly credential: SealedAccount }> {
    const context = await this.retries.contextOf(userId, id);
    if (!context) throw paymentErrors.notFound();
    if (!context.hasRouter) throw routerNotFound();
    if (!context.isOnSale) throw paymentErrors.packageNotOnSale();
    const { credential } = context;
    if (!credential) throw paymentErrors.credentialsMissing();
    return { ...context, credential };
  }
}
