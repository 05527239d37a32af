import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { type Request } from 'express';
import { Public } from '../auth/access.decorators.js';
import { invalid } from '../common/errors/api-error.js';
import { AnyQuery } from '../common/http/known-query.interceptor.js';
import { isJsonObject } from '../common/json/storable-json.js';
import { Describe, Tag } from '../common/openapi/describe.decorator.js';
import { ClosedToPages } from '../cors/cors.decorator.js';
import { clientAddress } from '../rate-limits/client-address.js';
import { ReceiveWebhookService } from './receive-webhook.service.js';
import { webhooksDocs } from './webhooks.openapi.js';

/** Receives IntaSend's webhooks. */
@AnyQuery()
@ClosedToPages()
@Tag('Webhooks')
@Controller('payments/webhook')
export class WebhooksController {
  constructor(private readonly webhooks: ReceiveWebhookService) {}

  /**
   * The response is always the same: IntaSend switches a webhook off after several failures, and
   * the response must not tell whether a challenge was right.
   */
  @Public()
  @Describe(webhooksDocs.receive)
  @Post()
  @HttpCode(200)
  async receive(@Req() request: Request, @Body() body: unknown): Promise<{ status: 'ok' }> {
    if (!isJsonObject(body)) {
      throw invalid('malformed_body', 'The body must be a JSON object.');
    }
    await this.webhooks.receive('instasend', body, clientAddress(request));
    return { status: 'ok' };
  }
}
