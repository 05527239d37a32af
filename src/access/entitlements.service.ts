import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { Database } from '../database/database.js';
import { Metrics } from '../metrics/metrics.js';
import { type PaymentNotice, PaymentSubscribers } from '../payments/settle/index.js';
import { EntitlementsRepository, type OverlookedPayment } from './entitlements.repository.js';

/** Payments that the sweep reads at once. */
const SWEEP_BATCH = 100;

/**
 * Gives each payment its entitlement, in the transaction that completes it, whatever completes it.
 */
@Injectable()
export class EntitlementsService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly entitlements: EntitlementsRepository,
    private readonly subscribers: PaymentSubscribers,
    private readonly metrics: Metrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.subscribers.register({
      name: 'entitlements',
      kinds: ['payment_completed'],
      isOneStatement: true,
      handle: async (tx, notice: PaymentNotice<'payment_completed'>) => {
        const { paymentId, completedAt, isPaidByPhone } = notice;
        await this.entitlements.create(tx, {
          paymentId,
          completedAt: new Date(completedAt),
          isPaidByPhone,
        });
      },
    });
  }

  /**
   * Gives entitlements to completed payments that have none, such as those that a server of an older
   * version has completed. Each has a transaction of its own: one that fails keeps out no other, and
   * no lock is held for long. Safe to break off and to run twice.
   */
  async sweep(): Promise<void> {
    let created = 0;
    let failed = 0;
    let found: readonly OverlookedPayment[];
    do {
      found = await this.entitlements.findOverlooked(this.database, SWEEP_BATCH, failed);
      for (const payment of found) {
        if (await this.createMissing(payment)) created += 1;
        else failed += 1;
      }
    } while (found.length === SWEEP_BATCH);
    if (created === 0) return;
    this.metrics.entitlementsMissing(created);
    this.logger.error({ payments: created }, 'completed payments had no entitlement');
  }

  private async createMissing(payment: OverlookedPayment): Promise<boolean> {
    try {
      return await this.database.transaction((tx) =>
        this.entitlements.createOverlooked(tx, payment),
      );
    } catch (error) {
      const { paymentId } = payment;
      this.logger.error({ err: error, paymentId }, 'a completed payment gets no entitlement');
      return false;
    }
  }
}
