import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CurrentUser } from '../../auth/access.decorators.js';
import { type Caller } from '../../auth/caller.js';
import { UuidParam } from '../../common/http/path-ids.js';
import { answer, Describe, Tag } from '../../common/openapi/describe.decorator.js';
import { response } from '../../common/openapi/response.js';
import { text } from '../../common/openapi/schema.js';
import { MarkCompletedRequest, MarkPaymentRequest } from './mark-payment.requests.js';
import { type Overridden, OverridePaymentService } from './override-payment.service.js';
import { paymentErrors } from '../payment-errors.js';
import { OPERATOR, PaymentResponse, type PaymentView, PaymentViews } from '../read/index.js';

/** A payment after a manual override to `status`. */
interface Marked extends Overridden, PaymentView {
  readonly status: 'completed' | 'failed';
  readonly record: PaymentView['record'];
}

const MarkedPaymentResponse = response<Marked>(
  'MarkedPayment',
  'A payment after a manual override.',
).with({
  message: [
    text,
    'Payment marked as completed',
    ({ recorded, status }) =>
      recorded === 'review_closed' ? 'Review of the payment closed' : `Payment marked as ${status}`,
  ],
  payment: [PaymentResponse.schema, PaymentResponse.example, PaymentResponse.of],
});
const { id: ID } = PaymentResponse.example;

/** Manual overrides of operators' payments. */
@Tag('Payments')
@Controller('payments/:id')
export class MarkPaymentController {
  constructor(
    private readonly overrides: OverridePaymentService,
    private readonly views: PaymentViews,
  ) {}

  @Describe({
    summary: 'Mark a payment as completed',
    description:
      'For cash, and for money that the provider does not tell of. Money that it tells of later ' +
      'is a double payment, unless it has the receipt that is given here. Of a payment that is completed ' +
      'already and under review, it closes the review. The reason stays in the history for good.',
    example: { reason: 'Paid in cash at the counter', mpesa_reference: 'TDL4X5Y6Z7' },
    answers: [answer(200, 'The payment as it is now.', MarkedPaymentResponse)],
    errors: [paymentErrors.alreadyCompleted(ID)],
  })
  @Post('mark-completed')
  @HttpCode(200)
  async markCompleted(
    @CurrentUser() { userId, username }: Caller,
    @UuidParam(paymentErrors.notFound) id: string,
    @Body() { reason, mpesa_reference: receipt }: MarkCompletedRequest,
  ) {
    const override = { operator: username, reason, receipt };
    return this.answer(await this.overrides.completed(userId, id, override), 'completed');
  }

  @Describe({
    summary: 'Mark a payment as failed',
    description:
      'Of a payment that has failed already and is under review, it closes the review. The reason ' +
      'stays in the history for good. Money that comes later still counts.',
    example: { reason: 'The customer has left' },
    answers: [
      answer(200, 'The payment as it is now.', MarkedPaymentResponse, {
        message: 'Payment marked as failed',
        payment: {
          ...PaymentResponse.example,
          status: 'failed',
          status_display: 'Failed',
          mpesa_reference: null,
          completed_at: null,
          package_expiry_time: null,
          error_message: 'The seller has closed this payment as not paid.',
          is_successful: false,
          is_failed: true,
          is_active: false,
        },
      }),
    ],
    errors: [paymentErrors.completedStays(ID), paymentErrors.alreadyFailed(ID)],
  })
  @Post('mark-failed')
  @HttpCode(200)
  async markFailed(
    @CurrentUser() { userId, username }: Caller,
    @UuidParam(paymentErrors.notFound) id: string,
    @Body() { reason }: MarkPaymentRequest,
  ) {
    const override = { operator: username, reason, receipt: null };
    return this.answer(await this.overrides.failed(userId, id, override), 'failed');
  }

  private async answer(overridden: Overridden, status: 'completed' | 'failed') {
    const view = await this.views.of(overridden.record, OPERATOR);
    return MarkedPaymentResponse.of({ ...overridden, ...view, status });
  }
}
