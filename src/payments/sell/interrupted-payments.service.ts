import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import {
  type InterruptedAnswer,
  InterruptedAnswers,
} from '../../idempotency/interrupted-answers.js';
import { OutcomeUnknownResponse } from './intasend.response.js';
import { ReadPaymentsService } from '../read/index.js';

/**
 * Answers a repeated request whose first execution was interrupted between committing a payment and
 * answering. It is unknown whether the provider was called, so the status of the payment must be
 * checked.
 */
@Injectable()
export class InterruptedPayments extends InterruptedAnswers {
  constructor(
    private readonly payments: ReadPaymentsService,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async answer(userId: number, paymentId: string): Promise<InterruptedAnswer> {
    const record = await this.payments.getOwned(userId, paymentId);
    const what = record.channel === 'link' ? 'Payment link' : 'STK push';
    const now = this.clock.now();
    return { status: 202, body: OutcomeUnknownResponse.of({ record, what, now, warnings: [] }) };
  }
}
