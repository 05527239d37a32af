import { Injectable } from '@nestjs/common';
import { SecurityLog } from '../../auth/security-log.js';
import { type ManualOverride } from '../domain/index.js';
import { paymentErrors } from '../payment-errors.js';
import { ReadPaymentsService } from '../read/index.js';
import { ReceiptTaken, type Settled, SettlementService } from './settlement.service.js';

/** The effect of a manual override. */
export type Overridden = Settled & { readonly recorded: NonNullable<Settled['recorded']> };

/**
 * Lets an operator set the status of a payment by hand. The rules decide under the lock of the
 * payment, so that an override and a simultaneous report cannot interfere.
 */
@Injectable()
export class OverridePaymentService {
  constructor(
    private readonly payments: ReadPaymentsService,
    private readonly settlement: SettlementService,
    private readonly log: SecurityLog,
  ) {}

  /**
   * Completes an open or failed payment, or closes the review of a completed one.
   * @throws ApiError 404, and 409 when it is completed and not under review, or the receipt was counted
   *   for another payment
   */
  async completed(
    userId: number,
    paymentId: string,
    override: ManualOverride,
  ): Promise<Overridden> {
    const marked = await this.mark(userId, paymentId, 'marked_completed', override);
    if (!marked) throw paymentErrors.alreadyCompleted(paymentId);
    return marked;
  }

  /**
   * Fails an open payment, or closes the review of a failed one.
   * @throws ApiError 404, and 409 when it is completed, or failed and not under review
   */
  async failed(userId: number, paymentId: string, override: ManualOverride): Promise<Overridden> {
    const marked = await this.mark(userId, paymentId, 'marked_failed', override);
    if (marked) return marked;
    const { status } = await this.payments.getOwned(userId, paymentId);
    throw status === 'completed'
      ? paymentErrors.completedStays(paymentId)
      : paymentErrors.alreadyFailed(paymentId);
  }

  private async mark(
    userId: number,
    paymentId: string,
    kind: 'marked_completed' | 'marked_failed',
    override: ManualOverride,
  ): Promise<Overridden | null> {
    const { retryCount } = await this.payments.getOwned(userId, paymentId);
    const event = { kind, override } as const;
    const details = { userId, paymentId, as: kind };
    const { record, recorded } = await this.settlement
      .apply(paymentId, retryCount + 1, event, 'operator', (tx) =>
        this.log.record(tx, 'payment_marked', details),
      )
      .catch((error: unknown) => {
        throw error instanceof ReceiptTaken ? paymentErrors.receiptTaken(paymentId, error) : error;
      });
    if (recorded === null) return null;
    this.log.write('payment_marked', details);
    return { record, recorded };
  }
}
