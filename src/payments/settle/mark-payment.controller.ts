import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CurrentUser } from '../../auth/access.decorators.js';
import { type Caller } from '../../auth/caller.js';
import { Clock } from '../../common/clock.js';
import { UuidParam } from '../../common/http/path-ids.js';
import { Describe, Tag } from '../../common/openapi/describe.decorator.js';
import { markPaymentDocs } from './mark-payment.openapi.js';
import { MarkCompletedRequest, MarkPaymentRequest } from './mark-payment.requests.js';
import { type Overridden, OverridePaymentService } from './override-payment.service.js';
import { paymentErrors } from '../payment-errors.js';
import { paymentResponse } from '../read/index.js';

/** Manual overrides of operators' payments. */
@Tag('Payments')
@Controller('payments/:id')
export class MarkPaymentController {
  constructor(
    private readonly overrides: OverridePaymentService,
    private readonly clock: Clock,
  ) {}

  @Describe(markPaymentDocs.markCompleted)
  @Post('mark-completed')
  @HttpCode(200)
  async markCompleted(
    @CurrentUser() { userId, username }: Caller,
    @UuidParam(paymentErrors.notFound) id: string,
    @Body() { reason, mpesa_reference: receipt }: MarkCompletedRequest,
  ): Promise<object> {
    const override = { operator: username, reason, receipt };
    return this.answer(await this.overrides.completed(userId, id, override), 'completed');
  }

  @Describe(markPaymentDocs.markFailed)
  @Post('mark-failed')
  @HttpCode(200)
  async markFailed(
    @CurrentUser() { userId, username }: Caller,
    @UuidParam(paymentErrors.notFound) id: string,
    @Body() { reason }: MarkPaymentRequest,
  ): Promise<object> {
    const override = { operator: username, reason, receipt: null };
    return this.answer(await this.overrides.failed(userId, id, override), 'failed');
  }

  private answer({ record, recorded }: Overridden, status: 'completed' | 'failed'): object {
    return {
      message:
        recorded === 'review_closed'
          ? 'Review of the payment closed'
          : `Payment marked as ${status}`,
      payment: paymentResponse(record, this.clock.now()),
    };
  }
}
