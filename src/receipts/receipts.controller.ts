import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { CurrentUser } from '../auth/access.decorators.js';
import { type Caller } from '../auth/caller.js';
import { KnownQuery } from '../common/http/known-query.guard.js';
import { type PageAsked, PageOf } from '../common/http/paging.js';
import { IntegerIdParam } from '../common/http/path-ids.js';
import { isIntegerId } from '../common/ids/integer-id.js';
import { Money } from '../common/money/money.js';
import { answer, Describe, Tag } from '../common/openapi/describe.decorator.js';
import { hintOr } from '../common/validation/hint-rules.js';
import { Idempotent } from '../idempotency/idempotency.interceptor.js';
import { paymentErrors } from '../payments/payment-errors.js';
import { type PaymentRecord } from '../payments/payment-record.js';
import { OPERATOR, PaymentResponse, PaymentViews } from '../payments/read/index.js';
import { SALE_SECRETS } from '../payments/sell/index.js';
import { routerNotFound } from '../routers/router-errors.js';
import { AssignReceiptService } from './assign-receipt.service.js';
import { receiptErrors } from './receipt-errors.js';
import { ReceiptFiltersQuery, ReceiptList } from './receipt-list.js';
import { AssignedReceiptResponse, ReceiptPage } from './receipt.response.js';
import { AssignReceiptRequest } from './receipts.requests.js';

const PRICE = Money.parse('50.00', 'KES');
const { id: ID } = PaymentResponse.example;

/** Money that came to an operator's tills. */
@Tag('Payments')
@Controller('payments/receipts')
export class ReceiptsController {
  constructor(
    private readonly receipts: ReceiptList,
    private readonly assigning: AssignReceiptService,
    private readonly views: PaymentViews,
  ) {}

  @Describe({
    summary: 'List money of tills',
    description:
      'Each receipt once, whether it came by a prompt or by itself. `state=unmatched` is the list ' +
      'to look at.',
    answers: [answer(200, 'A page of receipts.', ReceiptPage)],
  })
  @Get()
  async list(
    @CurrentUser() { userId }: Caller,
    @KnownQuery(ReceiptFiltersQuery) filters: ReceiptFiltersQuery,
    @PageOf(isIntegerId) page: PageAsked,
  ) {
    return ReceiptPage.of(await this.receipts.listOwned(userId, filters, page));
  }

  @Idempotent(...SALE_SECRETS)
  @Describe({
    summary: 'Say what unmatched money is for',
    description:
      'With `payment_id`, it completes that open or failed payment. With `router_id` and ' +
      '`package_id`, the package is sold for it, as a new payment. Money that is more than the ' +
      'price completes it too, and opens a review.',
    example: { router_id: 1, package_id: 1, mac_address: 'AA:BB:CC:DD:EE:FF' },
    answers: [answer(200, 'The payment that it was counted for.', AssignedReceiptResponse)],
    errors: [
      receiptErrors.targetMissing(),
      receiptErrors.phoneMissing(),
      receiptErrors.notEnough(PRICE),
      receiptErrors.amountUnknown(),
      paymentErrors.otherProvider('kopokopo'),
      paymentErrors.phoneInvalid(),
      paymentErrors.packageNotOnSale(),
      receiptErrors.notFound(),
      routerNotFound(),
      paymentErrors.notFound(),
      receiptErrors.taken(ID),
      receiptErrors.reversed(),
      receiptErrors.waiting(),
      paymentErrors.alreadyCompleted(ID),
    ],
  })
  @Post(':id/assign')
  @HttpCode(200)
  async assign(
    @CurrentUser() { userId }: Caller,
    @IntegerIdParam(receiptErrors.notFound) id: number,
    @Body() body: AssignReceiptRequest,
  ) {
    const record = await this.assigned(userId, String(id), body);
    return AssignedReceiptResponse.of(await this.views.of(record, OPERATOR));
  }

  private assigned(userId: number, id: string, body: AssignReceiptRequest): Promise<PaymentRecord> {
    const { payment_id: paymentId, router_id: routerId, package_id: packageId } = body;
    if (paymentId !== undefined) return this.assigning.toPayment(userId, id, paymentId);
    if (routerId === undefined || packageId === undefined) throw receiptErrors.targetMissing();
    return this.assigning.toSale(userId, id, {
      routerId,
      packageId,
      phoneNumber: body.phone_number ?? null,
      macAddress: hintOr(body.mac_address, ''),
    });
  }
}
