import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { type Response } from 'express';
import { CurrentUser, PortalAccess } from '../../auth/access.decorators.js';
import { type Caller } from '../../auth/caller.js';
import { Clock } from '../../common/clock.js';
import { UuidParam } from '../../common/http/path-ids.js';
import { Describe, Tag } from '../../common/openapi/describe.decorator.js';
import { hintOr, warningsOf } from '../../common/validation/hint-rules.js';
import { Idempotent } from '../../idempotency/idempotency.interceptor.js';
import { LimitSales } from '../../rate-limits/portal-limits.interceptors.js';
import { CheckStatusService } from '../reconcile/index.js';
import { intaSendDocs } from './intasend.openapi.js';
import {
  linkResponse,
  outcomeUnknownResponse,
  promptMessages,
  promptResponse,
  statusResponse,
} from './intasend.response.js';
import { paymentErrors } from '../payment-errors.js';
import { SaleRequest as SaleBody, USUAL_METHOD } from './sale.requests.js';
import { type PromptedSale, type SaleRequest } from './sale.js';
import { SellService } from './sell.service.js';

/** The routes with which captive portals sell packages through IntaSend. */
@PortalAccess()
@Tag('Selling')
@Controller('payments/intasend')
export class IntaSendController {
  constructor(
    private readonly sales: SellService,
    private readonly checks: CheckStatusService,
    private readonly clock: Clock,
  ) {}

  /**
   * 201: a prompt was sent. 200: an earlier prompt is active. 202: it is unknown whether one was
   * sent.
   */
  @LimitSales()
  @Idempotent()
  @Describe(intaSendDocs.initiate)
  @Post('initiate')
  async initiate(
    @CurrentUser() caller: Caller,
    @Body() body: SaleBody,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    const sale = await this.sales.prompt(saleRequestOf(caller, body));
    return this.prompted(sale, response, warningsOf(body));
  }

  /** Prompts again for a failed payment. The responses are those of {@link initiate}. */
  @LimitSales()
  @Idempotent()
  @Describe(intaSendDocs.retry)
  @Post(':id/retry')
  async retry(
    @CurrentUser() { userId }: Caller,
    @UuidParam(paymentErrors.notFound) id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    return this.prompted(await this.sales.retry(userId, id), response, []);
  }

  /** 201 with a payment link, or 202 when it is unknown whether one was created. */
  @LimitSales()
  @Idempotent()
  @Describe(intaSendDocs.createLink)
  @Post('create-link')
  async createLink(
    @CurrentUser() caller: Caller,
    @Body() body: SaleBody,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    const { outcome, record } = await this.sales.link(saleRequestOf(caller, body));
    response.status(outcome === 'accepted' ? 201 : 202);
    const now = this.clock.now();
    return outcome === 'accepted'
      ? linkResponse(record, now, warningsOf(body))
      : outcomeUnknownResponse(record, 'Payment link', now, warningsOf(body));
  }

  @Describe(intaSendDocs.checkStatus)
  @Post(':id/check-status')
  @HttpCode(200)
  async checkStatus(
    @CurrentUser() { userId }: Caller,
    @UuidParam(paymentErrors.notFound) id: string,
  ): Promise<object> {
    return statusResponse(await this.checks.check(userId, id), this.clock.now());
  }

  private prompted(
    { outcome, record }: PromptedSale,
    response: Response,
    warnings: readonly string[],
  ): object {
    if (outcome === 'unknown') {
      response.status(202);
      return outcomeUnknownResponse(record, 'STK push', this.clock.now(), warnings);
    }
    response.status(outcome === 'accepted' ? 201 : 200);
    return promptResponse(record, promptMessages[outcome], this.clock.now(), warnings);
  }
}

const saleRequestOf = ({ userId }: Caller, body: SaleBody): SaleRequest => ({
  userId,
  routerId: body.router_id,
  packageId: body.package_id,
  phoneNumber: body.phone_number,
  amount: body.amount,
  paymentMethod: hintOr(body.payment_method, USUAL_METHOD),
  macAddress: hintOr(body.mac_address, ''),
  ipAddress: hintOr(body.ip_address, ''),
});
