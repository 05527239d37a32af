import { Body, Controller, HttpCode, Param, Post, type RawBodyRequest, Req } from '@nestjs/common';
import { type Request } from 'express';
import { Public } from '../auth/access.decorators.js';
import { invalid } from '../common/errors/api-error.js';
import { AnyQuery } from '../common/http/known-query.interceptor.js';
import { isJsonObject } from '../common/json/storable-json.js';
import { Describe, Tag } from '../common/openapi/describe.decorator.js';
import { ClosedToPages } from '../cors/cors.decorator.js';
import { parseProviderCode, type ProviderCode } from '../providers/provider-code.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { clientAddress } from '../rate-limits/client-address.js';
import { ReceiveWebhookService } from './receive-webhook.service.js';
import { noSuchProvider, webhooksDocs } from './webhooks.openapi.js';

/** The provider of the contract's path that names none. */
const USUAL_PROVIDER: ProviderCode = 'instasend';

/** Receives the webhooks of payment providers. */
@AnyQuery()
@ClosedToPages()
@Tag('Webhooks')
@Controller('payments/webhook')
export class WebhooksController {
  constructor(
    private readonly webhooks: ReceiveWebhookService,
    private readonly providers: ProviderRegistry,
  ) {}

  /**
   * The response is always the same: a provider may switch a webhook off after several failures,
   * and the response must not tell whether a proof was right.
   */
  @Public()
  @Describe(webhooksDocs.receive)
  @Post()
  @HttpCode(200)
  receive(@Req() request: RawBodyRequest<Request>, @Body() body: unknown): Promise<WebhookTaken> {
    return this.take(USUAL_PROVIDER, request, body);
  }

  /** The same for the provider in the path. */
  @Public()
  @Describe(webhooksDocs.receiveFrom)
  @Post(':provider')
  @HttpCode(200)
  receiveFrom(
    @Param('provider') word: string,
    @Req() request: RawBodyRequest<Request>,
    @Body() body: unknown,
  ): Promise<WebhookTaken> {
    const provider = parseProviderCode(word);
    if (!provider || !this.providers.find(provider)) throw noSuchProvider();
    return this.take(provider, request, body);
  }

  private async take(
    provider: ProviderCode,
    request: RawBodyRequest<Request>,
    body: unknown,
  ): Promise<WebhookTaken> {
    if (!isJsonObject(body)) {
      throw invalid('malformed_body', 'The body must be a JSON object.');
    }
    const { headers, rawBody = Buffer.alloc(0) } = request;
    await this.webhooks.receive(provider, { body, headers, rawBody }, clientAddress(request));
    return { status: 'ok' };
  }
}

type WebhookTaken = { readonly status: 'ok' };
