import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import {
  type InterruptedAnswer,
  InterruptedAnswers,
} from '../../idempotency/interrupted-answers.js';
import { OutcomeUnknownResponse } from './intasend.response.js';
import { ReadPaymentsService } from '../read/index.js';

/**
 * What a request is told whose first run ended between committing a payment and answering: nobody
 * knows whether the provider was asked, so the payment's status has to be checked.
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
