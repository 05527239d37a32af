import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { type Response } from 'express';
import { Public } from '../auth/access.decorators.js';
import { AnyQuery } from '../common/http/known-query.guard.js';
import { isUuid } from '../common/ids/uuid.js';
import { Describe, htmlPage, type Parameter, Tag } from '../common/openapi/describe.decorator.js';
import { text, uuid } from '../common/openapi/schema.js';
import { Settings } from '../config/settings.js';
import { ClosedToPages } from '../cors/cors.decorator.js';
import { noSuchPaymentPage, returnPage } from './return-page.html.js';
import { type ReturnedPayment } from './return-page.repository.js';
import { ReturnPageService } from './return-page.service.js';

/** No scripts and no external resources. No referrer, because the URL contains the payment's id. */
const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
} as const;

const parameters: readonly Parameter[] = [
  { name: 'id', in: 'path', required: true, schema: uuid },
  {
    name: 'tracking_id',
    in: 'query',
    required: false,
    description: 'The invoice, as the payment page adds it.',
    schema: text,
  },
];
const found = htmlPage(
  200,
  'A page with the status of the payment.',
  '<!doctype html><title>Payment received</title>',
);
const notFound = htmlPage(
  404,
  'A page that says that there is no such payment.',
  '<!doctype html><title>No such payment</title>',
);

/**
 * The pages that customers return to from a payment page, unless the operator has set other ones.
 */
@Public()
@AnyQuery()
@ClosedToPages()
@Tag('Selling')
@Controller('payment')
export class ReturnPageController {
  constructor(
    private readonly pages: ReturnPageService,
    private readonly settings: Settings,
  ) {}

  /** A payment page has one return address, so a customer who has not paid is redirected from here. */
  @Describe({
    summary: 'Show a customer the status of a payment',
    description:
      'The payment page of a provider redirects customers here. The stored status is shown, and the ' +
      'provider is asked for the current one.',
    parameters,
    answers: [
      found,
      {
        status: 303,
        description: 'The payment failed: a redirect to `INTASEND_FAIL_URL_BASE`.',
        mediaType: 'text/html',
      },
      notFound,
    ],
  })
  @Get('success/:id')
  async success(
    @Param('id') id: string,
    @Query('tracking_id') trackingId: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const payment = await this.find(id, trackingId);
    if (payment?.status === 'failed') {
      const location = `${this.settings.returnPages.failUrlBase}${id}/`;
      response
        .status(303)
        .set({ ...HEADERS, Location: location })
        .end();
    } else {
      send(response, payment);
    }
  }

  @Describe({
    summary: 'Show a customer the status of a failed payment',
    description:
      'The default of `INTASEND_FAIL_URL_BASE`. The stored status is shown, also when the payment ' +
      'was completed after all.',
    parameters,
    answers: [found, notFound],
  })
  @Get('failed/:id')
  async failed(
    @Param('id') id: string,
    @Query('tracking_id') trackingId: unknown,
    @Res() response: Response,
  ): Promise<void> {
    send(response, await this.find(id, trackingId));
  }

  private async find(id: string, trackingId: unknown): Promise<ReturnedPayment | null> {
    return isUuid(id) ? this.pages.show(id, trackingId) : null;
  }
}

function send(response: Response, payment: ReturnedPayment | null): void {
  response
    .status(payment ? 200 : 404)
    .set(HEADERS)
    .send(payment ? returnPage(payment) : noSuchPaymentPage());
}
