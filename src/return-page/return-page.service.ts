import { Inject, Injectable } from '@nestjs/common';
import { BackgroundWork } from '../common/background-work.js';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { Settings } from '../config/settings.js';
import { AskingRepository, AskProviderService } from '../payments/reconcile/index.js';
import { isOpen } from '../payments/domain/index.js';
import { ProviderError } from '../providers/provider-errors.js';
import { type ReturnedPayment, ReturnPageRepository } from './return-page.repository.js';

const MAX_INVOICE_ID_LENGTH = 64;

/** Shows the status of a payment to a customer who returns from a payment page. */
@Injectable()
export class ReturnPageService {
  constructor(
    private readonly payments: ReturnPageRepository,
    private readonly asking: AskingRepository,
    private readonly provider: AskProviderService,
    private readonly background: BackgroundWork,
    private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Shows the stored status. That a customer returns proves nothing, because anybody can open the
   * URL, but it is a reason to ask the provider, at the usual limited rate.
   *
   * @param trackingId the invoice in the URL
   */
  async show(paymentId: string, trackingId: unknown): Promise<ReturnedPayment | null> {
    const payment = await this.payments.find(paymentId);
    if (payment && isOpen(payment.status)) {
      const invoiceHints =
        typeof trackingId === 'string' && trackingId.length <= MAX_INVOICE_ID_LENGTH
          ? [trackingId]
          : [];
      this.background.start('ask about a returned customer', () =>
        this.ask(paymentId, payment.attemptNumber, invoiceHints),
      );
    }
    return payment;
  }

  private async ask(
    paymentId: string,
    attemptNumber: number,
    invoiceHints: readonly string[],
  ): Promise<void> {
    const { statusCheckMinIntervalMs } = this.settings.payments;
    const attempt = await this.asking.claimAttempt(
      paymentId,
      attemptNumber,
      statusCheckMinIntervalMs,
    );
    if (!attempt) return;
    try {
      await this.provider.ask(attempt, 'check', invoiceHints);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      this.logger.warn({ err: error, paymentId }, 'a payment could not be asked about');
    }
  }
}
