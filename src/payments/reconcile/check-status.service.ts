import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../../common/logging/logger.js';
import { SalesBulkhead } from '../../common/sales-bulkhead.js';
import { Settings } from '../../config/settings.js';
import { type ProviderCode } from '../../providers/provider-code.js';
import { ProviderError, ProviderRefused } from '../../providers/provider-errors.js';
import { AskProviderService } from './ask-provider.service.js';
import { AskingRepository, type AttemptToAsk } from './asking.repository.js';
import { CannotVerifyError } from './cannot-verify.error.js';
import { isOpen } from '../domain/index.js';
import { paymentErrors } from '../payment-errors.js';
import { type PaymentRecord } from '../payment-record.js';
import { ReadPaymentsService } from '../read/index.js';

/** The status of a payment for the waiting customer's page. */
export interface CheckedStatus {
  readonly record: PaymentRecord;
  /** The provider could not be asked, so this is the stored status. */
  readonly isStale: boolean;
}

/** Answers whether a payment was paid: from the row, or at intervals by asking the provider. */
@Injectable()
export class CheckStatusService {
  constructor(
    private readonly payments: ReadPaymentsService,
    private readonly asking: AskingRepository,
    private readonly provider: AskProviderService,
    private readonly settings: Settings,
    private readonly salesBulkhead: SalesBulkhead,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * @param provider the provider that it has to be of; null: any
   * @throws ApiError 404 when it is not the caller's, 400 for another provider, 502 when the keys
   * are refused
   */
  async check(
    userId: number,
    paymentId: string,
    provider: ProviderCode | null,
  ): Promise<CheckedStatus> {
    this.salesBulkhead.readStarted();
    const stored = await this.payments.getOwned(userId, paymentId);
    if (provider !== null && stored.paymentProvider !== provider) {
      throw paymentErrors.otherProvider(provider);
    }
    if (!isOpen(stored.status)) return { record: stored, isStale: false };

    const { statusCheckMinIntervalMs } = this.settings.payments;
    const attempt = await this.asking.claim(userId, paymentId, statusCheckMinIntervalMs);
    if (!attempt) return { record: stored, isStale: false };
    return this.ask(stored, attempt);
  }

  private async ask(stored: PaymentRecord, attempt: AttemptToAsk): Promise<CheckedStatus> {
    try {
      const record = await this.provider.ask(attempt, 'check');
      return { record: record ?? stored, isStale: false };
    } catch (error) {
      if (error instanceof ProviderRefused && error.about === 'credentials') {
        throw paymentErrors.credentialsRefused(stored.paymentProvider, stored.id, error);
      }
      if (!(error instanceof ProviderError) && !(error instanceof CannotVerifyError)) throw error;
      this.logger.warn({ err: error, paymentId: stored.id }, 'a payment could not be asked about');
      return { record: stored, isStale: true };
    }
  }
}
