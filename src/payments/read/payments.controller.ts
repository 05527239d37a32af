import { Controller, Get } from '@nestjs/common';
import { CurrentUser } from '../../auth/access.decorators.js';
import { type Caller } from '../../auth/caller.js';
import { KnownQuery } from '../../common/http/known-query.guard.js';
import { type PageAsked, PageOf } from '../../common/http/paging.js';
import { UuidParam } from '../../common/http/path-ids.js';
import { WordParam } from '../../common/http/path-words.js';
import { isUuid } from '../../common/ids/uuid.js';
import { answer, Describe, Tag } from '../../common/openapi/describe.decorator.js';
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
import { PaymentDetailsResponse } from './payment-details.response.js';
import { PaymentPage } from './payment.response.js';
import { PaymentViews } from './payment-views.js';
import { ReadPaymentsService } from './read-payments.service.js';
import { OPERATOR } from './viewer.js';

const page = answer(200, 'A page of payments.', PaymentPage);

/** Operators' payments. */
@Tag('Payments')
@Controller('payments')
export class PaymentsController {
  constructor(
    private readonly payments: ReadPaymentsService,
    private readonly views: PaymentViews,
  ) {}

  @Describe({
    summary: 'List payments',
    description: 'All filters that are given have to fit. `review=true` is the list to look at.',
    answers: [page],
  })
  @Get()
  list(
    @CurrentUser() { userId }: Caller,
    @KnownQuery(PaymentFiltersQuery) filters: PaymentFiltersQuery,
    @PageOf(isUuid) asked: PageAsked,
  ) {
    return this.page(userId, filters, asked);
  }

  @Describe({ summary: 'List payments of a status', answers: [page] })
  @Get('status/:status')
  listByStatus(
    @CurrentUser() { userId }: Caller,
    @WordParam('status', PAYMENT_STATUSES, 'completed') status: PaymentStatus,
    @KnownQuery(PaymentsOfStatusQuery) filters: PaymentsOfStatusQuery,
    @PageOf(isUuid) asked: PageAsked,
  ) {
    return this.page(userId, Object.assign(filters, { status }), asked);
  }

  @Describe({ summary: 'List payments by a method', answers: [page] })
  @Get('method/:method')
  listByMethod(
    @CurrentUser() { userId }: Caller,
    @WordParam('method', PAYMENT_METHODS, 'mpesa') method: PaymentMethod,
    @KnownQuery(PaymentsByMethodQuery) filters: PaymentsByMethodQuery,
    @PageOf(isUuid) asked: PageAsked,
  ) {
    return this.page(userId, Object.assign(filters, { method }), asked);
  }

  @Describe({
    summary: 'Show a payment with all that happened to it',
    answers: [answer(200, 'The payment, its attempts and its history.', PaymentDetailsResponse)],
  })
  @Get(':id')
  async get(@CurrentUser() { userId }: Caller, @UuidParam(paymentErrors.notFound) id: string) {
    const details = await this.payments.detailsOf(userId, id);
    const view = await this.views.of(details.record, OPERATOR);
    return PaymentDetailsResponse.of({ ...details, ...view });
  }

  private async page(userId: number, filters: PaymentFilters, asked: PageAsked) {
    const page = await this.payments.list(userId, filters, asked);
    return PaymentPage.of(this.views.listed(page));
  }
}
