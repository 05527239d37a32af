import { Injectable } from '@nestjs/common';
import { ProviderError, ProviderNotSent } from '../../providers/provider-errors.js';
import { paymentErrors } from '../payment-errors.js';
import { type PaymentRecord } from '../payment-record.js';
import { AskProviderService } from '../reconcile/ask-provider.service.js';
import { AskingRepository } from '../reconcile/asking.repository.js';
import { CannotVerifyError } from '../reconcile/cannot-verify.error.js';

/** Asks about attempts that have expired, before their customers are prompted again. */
@Injectable()
export class ExpiredAttempts {
  constructor(
    private readonly asking: AskingRepository,
    private readonly provider: AskProviderService,
  ) {}

  /**
   * @returns the payment as the provider's answer has left it
   * @throws ApiError 503 when the provider gives no answer: nothing was sent, and it is safe to try
   *   again
   */
  async ask(expired: PaymentRecord): Promise<PaymentRecord> {
    const attempt = await this.asking.claimAttempt(expired.id, expired.retryCount + 1, 0);
    if (!attempt) return expired;
    try {
      return (await this.provider.ask(attempt, 'check')) ?? expired;
    } catch (error) {
      if (!(error instanceof ProviderError) && !(error instanceof CannotVerifyError)) throw error;
      const retryAfterMs = error instanceof ProviderNotSent ? error.retryAfterMs : null;
      throw paymentErrors.providerUnreachable(expired.id, retryAfterMs, error);
    }
  }
}
