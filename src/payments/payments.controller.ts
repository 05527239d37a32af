import { Controller, Get, Param } from '@nestjs/common';
import { CurrentUser } from '../auth/access.decorators.js';
import { type Caller } from '../auth/caller.js';
import { Clock } from '../common/clock.js';
import { type PageAsked, PageOf } from '../common/http/paging.js';
import { UuidPipe } from '../common/http/path-ids.js';
import { isUuid } from '../common/ids/uuid.js';
import { type Page } from '../common/pagination/page.js';
import { mapPage } from '../database/keyset.js';
import { paymentErrors } from './payment-errors.js';
import { attemptResponse, historyResponse, paymentResponse } from './payment.response.js';
import { ReadPaymentsService } from './read-payments.service.js';

type PaymentResponse = ReturnType<typeof paymentResponse>;

/** Operators' payments. */
@Controller('payments')
export class PaymentsController {
  constructor(
    private readonly payments: ReadPaymentsService,
    private readonly clock: Clock,
  ) {}

  @Get()
  async list(
    @CurrentUser() { userId }: Caller,
    @PageOf(isUuid) asked: PageAsked,
  ): Promise<Page<PaymentResponse>> {
    const now = this.clock.now();
    return mapPage(await this.payments.list(userId, asked), (record) =>
      paymentResponse(record, now),
    );
  }

  @Get(':id')
  async get(
    @CurrentUser() { userId }: Caller,
    @Param('id', new UuidPipe(paymentErrors.notFound)) id: string,
  ): Promise<object> {
    const { record, attempts, history } = await this.payments.storyOf(userId, id);
    return {
      ...paymentResponse(record, this.clock.now()),
      attempts: attempts.map(attemptResponse),
      history: history.map(historyResponse),
    };
  }
}
