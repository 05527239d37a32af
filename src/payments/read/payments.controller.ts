import { Controller, Get, Param } from '@nestjs/common';
import { CurrentUser } from '../../auth/access.decorators.js';
import { type Caller } from '../../auth/caller.js';
import { Clock } from '../../common/clock.js';
import { KnownQuery } from '../../common/http/known-query.interceptor.js';
import { type PageAsked, PageOf } from '../../common/http/paging.js';
import { UuidParam } from '../../common/http/path-ids.js';
import { OneOfPipe } from '../../common/http/path-words.js';
import { isUuid } from '../../common/ids/uuid.js';
import { Describe, Tag } from '../../common/openapi/describe.decorator.js';
import { type Page } from '../../common/pagination/page.js';
import { mapPage } from '../../database/keyset.js';
import {
  PAYMENT_METHODS,
  PAYMENT_STATUSES,
  type PaymentMethod,
  type PaymentStatus,
} from '../domain/index.js';
import { paymentErrors } from '../payment-errors.js';
import { type PaymentFilters } from './payment-filters.js';
import {
  PaymentFiltersQuery,
  PaymentsByMethodQuery,
  PaymentsOfStatusQuery,
} from './payment-filters.requests.js';
import { attemptResponse, historyResponse, paymentResponse } from './payment.response.js';
import { paymentsDocs } from './payments.openapi.js';
import { ReadPaymentsService } from './read-payments.service.js';

type PaymentResponse = ReturnType<typeof paymentResponse>;

/** Operators' payments. */
@Tag('Payments')
@Controller('payments')
export class PaymentsController {
  constructor(
    private readonly payments: ReadPaymentsService,
    private readonly clock: Clock,
  ) {}

  @Describe(paymentsDocs.list)
  @Get()
  list(
    @CurrentUser() { userId }: Caller,
    @KnownQuery(PaymentFiltersQuery) filters: PaymentFiltersQuery,
    @PageOf(isUuid) asked: PageAsked,
  ): Promise<Page<PaymentResponse>> {
    return this.page(userId, filters, asked);
  }

  @Describe(paymentsDocs.listByStatus)
  @Get('status/:status')
  listByStatus(
    @CurrentUser() { userId }: Caller,
    @Param('status', new OneOfPipe('status', PAYMENT_STATUSES)) status: PaymentStatus,
    @KnownQuery(PaymentsOfStatusQuery) filters: PaymentsOfStatusQuery,
    @PageOf(isUuid) asked: PageAsked,
  ): Promise<Page<PaymentResponse>> {
    return this.page(userId, Object.assign(filters, { status }), asked);
  }

  @Describe(paymentsDocs.listByMethod)
  @Get('method/:method')
  listByMethod(
    @CurrentUser() { userId }: Caller,
    @Param('method', new OneOfPipe('method', PAYMENT_METHODS)) method: PaymentMethod,
    @KnownQuery(PaymentsByMethodQuery) filters: PaymentsByMethodQuery,
    @PageOf(isUuid) asked: PageAsked,
  ): Promise<Page<PaymentResponse>> {
    return this.page(userId, Object.assign(filters, { method }), asked);
  }

  @Describe(paymentsDocs.get)
  @Get(':id')
  async get(
    @CurrentUser() { userId }: Caller,
    @UuidParam(paymentErrors.notFound) id: string,
  ): Promise<object> {
    const { record, attempts, history } = await this.payments.detailsOf(userId, id);
    return {
      ...paymentResponse(record, this.clock.now()),
      attempts: attempts.map(attemptResponse),
      history: history.map(historyResponse),
    };
  }

  private async page(
    userId: number,
    filters: PaymentFilters,
    asked: PageAsked,
  ): Promise<Page<PaymentResponse>> {
    const page = await this.payments.list(userId, filters, asked);
    const now = this.clock.now();
    return mapPage(page, (record) => paymentResponse(record, now));
  }
}
