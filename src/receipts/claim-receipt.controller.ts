import { Body, Controller, Post } from '@nestjs/common';
import { CurrentUser, PortalAccess } from '../auth/access.decorators.js';
import { type Caller } from '../auth/caller.js';
import { answer, Describe, Tag } from '../common/openapi/describe.decorator.js';
import { response } from '../common/openapi/response.js';
import { text } from '../common/openapi/schema.js';
import { hintOr, warningsOf } from '../common/validation/hint-rules.js';
import { Idempotent } from '../idempotency/idempotency.interceptor.js';
import { paymentErrors } from '../payments/payment-errors.js';
import {
  CurrentViewer,
  PaymentResponse,
  PaymentViews,
  type Viewer,
} from '../payments/read/index.js';
import { requestedFields, type RequestedPayment, SALE_SECRETS } from '../payments/sell/index.js';
import { LimitSales } from '../rate-limits/portal-limits.interceptors.js';
import { countingUnavailable, SOME_WAIT_MS, tooMany } from '../rate-limits/rate-limit-errors.js';
import { routerNotFound } from '../routers/router-errors.js';
import { ClaimReceiptService } from './claim-receipt.service.js';
import { receiptErrors } from './receipt-errors.js';
import { ClaimReceiptRequest } from './receipts.requests.js';

const PAID = 'Payment completed successfully!';

const ReceiptClaimResponse = response<RequestedPayment>(
  'ReceiptClaim',
  'The payment that was made for the money.',
).with({
  message: [text, PAID, () => PAID],
  payment: [
    PaymentResponse.schema,
    { ...PaymentResponse.example, payment_provider: 'kopokopo', phone_number: '5678' },
    PaymentResponse.of,
  ],
  ...requestedFields,
});

/** The route with which customers have what they have paid for at a till by themselves. */
@PortalAccess()
@Tag('Selling')
@Controller('payments')
export class ClaimReceiptController {
  constructor(
    private readonly claims: ClaimReceiptService,
    private readonly views: PaymentViews,
  ) {}

  @LimitSales()
  @Idempotent(...SALE_SECRETS)
  @Describe({
    summary: 'Claim money that was paid to the till without a prompt',
    description:
      'For customers who have paid the till by themselves: with the M-Pesa receipt, exactly the ' +
      'price of the package, and the last four digits of the phone that paid, within 24 hours. ' +
      'Each receipt can be claimed once. Whatever does not fit, the answer is the same 404, also ' +
      'for money that was counted already. The till waits two minutes for the result of a prompt ' +
      'before money can be claimed.',
    example: {
      router_id: 1,
      package_id: 1,
      amount: '50.00',
      mpesa_reference: 'TDL4MADEUP',
      phone_last4: '5678',
      mac_address: 'AA:BB:CC:DD:EE:FF',
    },
    answers: [answer(201, 'The completed payment.', ReceiptClaimResponse)],
    errors: [
      routerNotFound(),
      paymentErrors.packageNotOnSale(),
      receiptErrors.noClaim(),
      tooMany.reconnects(SOME_WAIT_MS),
      countingUnavailable(),
    ],
  })
  @Post('claim-receipt')
  async claim(
    @CurrentUser() { userId }: Caller,
    @CurrentViewer() viewer: Viewer,
    @Body() body: ClaimReceiptRequest,
  ) {
    const { record, claim } = await this.claims.claim({
      userId,
      routerId: body.router_id,
      packageId: body.package_id,
      amount: body.amount,
      receipt: body.mpesa_reference,
      phoneLast4: body.phone_last4,
      macAddress: hintOr(body.mac_address, ''),
      ipAddress: hintOr(body.ip_address, ''),
      earlierClaimHash: viewer.claimHash,
    });
    const view = await this.views.of(record, { ...viewer, claimHash: record.accessClaimHash });
    return ReceiptClaimResponse.of({ ...view, claim, warnings: warningsOf(body) });
  }
}
