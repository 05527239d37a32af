import { Injectable } from '@nestjs/common';
import { SecurityLog } from '../../auth/security-log.js';
import { type OperatorWord } from '../domain/payment-event.js';
import { paymentErrors } from '../payment-errors.js';
import { ReadPaymentsService } from '../read/read-payments.service.js';
import { type Settled, SettlePaymentService } from './settlement.service.js';

/** What an operator's word has done. */
export type Marked = Settled & { readonly event: NonNullable<Settled['event']> };

/**
 * Takes an operator's word about a payment through the one door. The rules decide under the lock
 * whether there is anything for it to do, so that it cannot cross news that comes at the same time.
 */
@Injectable()
export class MarkPaymentService {
  constructor(
    private readonly payments: ReadPaymentsService,
    private readonly door: SettlePaymentService,
    private readonly log: SecurityLog,
  ) {}

  /**
   * Completes an open or failed payment, or closes the review of a completed one.
   * @throws ApiError 404, and 409 when it is completed and not under review
   */
  async completed(userId: number, paymentId: string, word: OperatorWord): Promise<Marked> {
    const marked = await this.mark(userId, paymentId, 'marked_completed', word);
    if (!marked) throw paymentErrors.alreadyCompleted(paymentId);
    return marked;
  }

  /**
   * Fails an open payment, or closes the review of a failed one.
   * @throws ApiError 404, and 409 when it is completed, or has failed and is not under review
   */
  async failed(userId: number, paymentId: string, word: OperatorWord): Promise<Marked> {
    const marked = await this.mark(userId, paymentId, 'marked_failed', word);
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
    word: OperatorWord,
  ): Promise<Marked | null> {
    const { retryCount } = await this.payments.getOwned(userId, paymentId);
    const news = { kind, word } as const;
    const { record, event } = await this.door.take(paymentId, retryCount + 1, news, 'operator');
    if (event === null) return null;
    this.log.write('payment_marked', { userId, paymentId });
    return { record, event };
  }
}
