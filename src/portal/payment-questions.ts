import { Inject, Injectable } from '@nestjs/common';
import { BackgroundWork } from '../common/background-work.js';
import { Clock } from '../common/clock.js';
import { ApiError } from '../common/errors/api-error.js';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { Settings } from '../config/settings.js';
import { type PaymentRecord } from '../payments/payment-record.js';
import { CheckStatusService } from '../payments/reconcile/index.js';

/**
 * How often the polling of a waiting page leads to a question, in ms. Providers report by webhook in the
 * usual case, and reconciliation asks, too: with a question for each poll, a thousand phones would cause
 * five hundred questions a second.
 */
const PAUSE_OF_POLLING_MS = 10_000;
/** The most payments whose last question is remembered; the oldest is forgotten first. */
const MAX_REMEMBERED = 20_000;

/**
 * Asks providers about the payments of waiting customers, after the answer was sent: their pages ask
 * again soon. The use case limits how often a payment is asked about over all processes; what this one
 * has asked a moment ago costs no query at all.
 */
@Injectable()
export class PaymentQuestions {
  private readonly askedAt = new Map<string, number>();

  constructor(
    private readonly checks: CheckStatusService,
    private readonly background: BackgroundWork,
    private readonly clock: Clock,
    private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @param isPolling whether nobody has loaded a page: then it is asked about less often */
  askLater({ userId, id, paymentProvider }: PaymentRecord, isPolling: boolean): void {
    if (!this.isDue(id, isPolling)) return;
    this.background.start('ask about the payment of a waiting customer', async () => {
      try {
        await this.checks.check(userId, id, paymentProvider);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        this.logger.warn({ err: error, paymentId: id }, 'a payment could not be asked about');
      }
    });
  }

  private isDue(id: string, isPolling: boolean): boolean {
    const now = this.clock.now().getTime();
    const last = this.askedAt.get(id);
    const { statusCheckMinIntervalMs } = this.settings.payments;
    const pauseMs = Math.max(statusCheckMinIntervalMs, isPolling ? PAUSE_OF_POLLING_MS : 0);
    // A time in the future: the clock of the machine was set back.
    if (last !== undefined && last <= now && now - last < pauseMs) return false;
    // Deleted first, so that the map stays in the order of the questions.
    this.askedAt.delete(id);
    this.askedAt.set(id, now);
    const [oldest] = this.askedAt.keys();
    if (this.askedAt.size > MAX_REMEMBERED && oldest !== undefined) this.askedAt.delete(oldest);
    return true;
  }
}
