import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { type Response } from 'express';
import { Public } from '../auth/access.decorators.js';
import { AnyQuery } from '../common/http/known-query.guard.js';
import { isUuid } from '../common/ids/uuid.js';
import { Describe, Tag } from '../common/openapi/describe.decorator.js';
import { ClosedToPages } from '../cors/cors.decorator.js';
import { noSuchPaymentPage, returnPage } from './return-page.html.js';
import { returnPageDocs } from './return-page.openapi.js';
import { ReturnPageService } from './return-page.service.js';

/** No scripts, nothing from elsewhere; the address, which names the payment, goes nowhere. */
const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
} as const;

/** Where customers come back to from a payment page, for operators without a page of their own. */
@Public()
@AnyQuery()
@ClosedToPages()
@Tag('Selling')
@Controller('payment')
export class ReturnPageController {
  constructor(private readonly pages: ReturnPageService) {}

  @Describe(returnPageDocs.show)
  @Get(['success/:id', 'failed/:id'])
  async show(
    @Param('id') id: string,
    @Query('tracking_id') trackingId: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const payment = isUuid(id) ? await this.pages.show(id, trackingId) : null;
    response
      .status(payment ? 200 : 404)
      .set(HEADERS)
      .send(payment ? returnPage(payment) : noSuchPaymentPage());
  }
}
