import { Injectable } from '@nestjs/common';
import {
  type InterruptedAnswer,
  InterruptedAnswers,
} from '../../idempotency/interrupted-answers.js';
import { ANY_PROVIDER, sellingResponses } from './selling.response.js';
import { PaymentViews, ReadPaymentsService, STRANGER } from '../read/index.js';

const { outcomeUnknown } = sellingResponses(ANY_PROVIDER);

/**
 * Answers a repeated request whose first execution was interrupted between committing a payment and
 * answering. It is unknown whether the provider was called, so the status of the payment must be
 * checked. The claim of the payment is lost, so it is shown as to a stranger: the device that it names
 * logs in by its MAC address, and others by the receipt.
 */
@Injectable()
export class InterruptedPayments extends InterruptedAnswers {
  constructor(
    private readonly payments: ReadPaymentsService,
    private readonly views: PaymentViews,
  ) {
    super();
  }

  override async answer(userId: number, paymentId: string): Promise<InterruptedAnswer> {
    const record = await this.payments.getOwned(userId, paymentId);
    const what = record.channel === 'link' ? 'Payment link' : 'STK push';
    const view = await this.views.of(record, STRANGER);
    return { status: 202, body: outcomeUnknown.of({ ...view, what, warnings: [] }) };
  }
}
