import { Body, Controller, HttpCode, Param, Post, type RawBodyRequest, Req } from '@nestjs/common';
import { type Request } from 'express';
import { Public } from '../auth/access.decorators.js';
import { type ApiError, malformedBody, notFound } from '../common/errors/api-error.js';
import { AnyQuery } from '../common/http/known-query.guard.js';
import { isJsonObject } from '../common/json/storable-json.js';
import { isIntegerId } from '../common/ids/integer-id.js';
import { answer, Describe, Tag } from '../common/openapi/describe.decorator.js';
import { response } from '../common/openapi/response.js';
import { oneOf, text } from '../common/openapi/schema.js';
import { ClosedToPages } from '../cors/cors.decorator.js';
import { parseProviderCode, type ProviderCode } from '../providers/provider-code.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { clientAddress } from '../rate-limits/client-address.js';
import { SOME_WAIT_MS, tooMany } from '../rate-limits/rate-limit-errors.js';
import { ReceiveWebhookService } from './receive-webhook.service.js';
import { TillWebhooks } from './till-webhooks.service.js';

/** The provider of the contract's path that names none. */
const USUAL_PROVIDER: ProviderCode = 'instasend';

/** The error for a path whose provider takes no payments. */
const noSuchProvider = (): ApiError =>
  notFound('provider_not_found', 'No payments go through this provider');

const WebhookTakenResponse = response('WebhookTaken', 'The event is stored.').with({
  status: [oneOf(['ok']), 'ok', () => 'ok'],
});

/** Receives the webhooks of payment providers. */
@AnyQuery()
@ClosedToPages()
@Tag('Webhooks')
@Controller('payments/webhook')
export class WebhooksController {
  constructor(
    private readonly webhooks: ReceiveWebhookService,
    private readonly tills: TillWebhooks,
    private readonly providers: ProviderRegistry,
  ) {}

  /**
   * The response is always the same: a provider may switch a webhook off after several failures,
   * and the response must not tell whether a proof was right.
   */
  @Public()
  @Describe({
    summary: 'Report what happened to an invoice',
    description:
      'For IntaSend. Always the same answer, also for duplicates, for invoices that nobody knows ' +
      'and whether or not the challenge is right. What cannot be trusted is asked about first.',
    body: { type: 'object' },
    example: {
      invoice_id: 'Y5JJV4V',
      state: 'COMPLETE',
      provider: 'M-PESA',
      charges: '1.50',
      net_amount: '48.50',
      currency: 'KES',
      value: '50.00',
      account: '254712345678',
      api_ref: '0198c0de-0000-7000-8000-000000000001-1',
      mpesa_reference: 'TDL4MADEUP',
      failed_reason: null,
      failed_code: null,
      challenge: 'a secret that IntaSend sends along',
      created_at: '2026-03-01T12:00:00.000100+03:00',
      updated_at: '2026-03-01T12:00:30.000200+03:00',
    },
    answers: [answer(200, 'The event is stored.', WebhookTakenResponse)],
  })
  @Post()
  @HttpCode(200)
  receive(@Req() request: RawBodyRequest<Request>, @Body() body: unknown) {
    return this.take(USUAL_PROVIDER, request, body);
  }

  /** The same for the provider in the path. */
  @Public()
  @Describe({
    summary: 'Report what happened to a payment, as a named provider',
    description:
      'For payment providers. As without a provider in the path, whose events are those of ' +
      'IntaSend. How a provider proves who it is, and what its events hold, differs.',
    parameters: [
      { name: 'provider', in: 'path', required: true, schema: text, example: 'intasend' },
    ],
    body: { type: 'object' },
    answers: [answer(200, 'The event is stored.', WebhookTakenResponse)],
    errors: [noSuchProvider()],
  })
  @Post(':provider')
  @HttpCode(200)
  receiveFrom(
    @Param('provider') word: string,
    @Req() request: RawBodyRequest<Request>,
    @Body() body: unknown,
  ) {
    return this.take(this.providerOf(word), request, body);
  }

  /** The same for the account in the path, which proves transactions at its till. */
  @Public()
  @Describe({
    summary: 'Report money at a till, as a named provider',
    description:
      'For payment providers whose tills report money by themselves. The address is subscribed by ' +
      '`POST /payments/credentials/{id}/subscribe-webhooks/`. What is not signed with the API key ' +
      'of these credentials changes nothing; the answer is the same.',
    parameters: [
      { name: 'provider', in: 'path', required: true, schema: text, example: 'kopokopo' },
      { name: 'credential', in: 'path', required: true, schema: text, example: '2' },
    ],
    body: { type: 'object' },
    answers: [answer(200, 'The event is stored.', WebhookTakenResponse)],
    errors: [noSuchProvider(), tooMany.requests(SOME_WAIT_MS)],
  })
  @Post(':provider/:credential')
  @HttpCode(200)
  receiveAt(
    @Param('provider') word: string,
    @Param('credential') credential: string,
    @Req() request: RawBodyRequest<Request>,
    @Body() body: unknown,
  ) {
    const credentialId = isIntegerId(credential) ? Number(credential) : null;
    return this.take(this.providerOf(word), request, body, credentialId);
  }

  /** @throws ApiError 404 when it takes no payments */
  private providerOf(word: string): ProviderCode {
    const provider = parseProviderCode(word);
    if (!provider || !this.providers.find(provider)) throw noSuchProvider();
    return provider;
  }

  private async take(
    provider: ProviderCode,
    request: RawBodyRequest<Request>,
    body: unknown,
    credentialId: number | null = null,
  ) {
    if (!isJsonObject(body)) throw malformedBody();
    const { headers, rawBody = Buffer.alloc(0) } = request;
    const delivery = { body, headers, rawBody };
    const address = clientAddress(request);
    if (!(await this.tills.receive({ ...delivery, provider, credentialId, address }))) {
      await this.webhooks.receive(provider, delivery, address);
    }
    return WebhookTakenResponse.of();
  }
}
