import { Controller, HttpCode, Post } from '@nestjs/common';
import { CurrentUser } from '../auth/access.decorators.js';
import { type Caller } from '../auth/caller.js';
import { IntegerIdParam } from '../common/http/path-ids.js';
import { answer, Describe, Tag } from '../common/openapi/describe.decorator.js';
import { response } from '../common/openapi/response.js';
import { list, nullable, object, text, uri } from '../common/openapi/schema.js';
import { credentialErrors } from './credential-errors.js';
import { type Subscribed, SubscribeWebhooksService } from './subscribe-webhooks.service.js';

const SUBSCRIBED = 'The webhooks are subscribed';

const SubscriptionsResponse = response<Subscribed>(
  'WebhookSubscriptions',
  'What the provider sends, and where.',
).with({
  message: [text, SUBSCRIBED, () => SUBSCRIBED],
  url: [uri, 'https://pay.example.com/payments/webhook/kopokopo/2/', ({ url }) => url],
  subscriptions: [
    list(object<{ event: string; id: string | null }>({ event: text, id: nullable(text) })),
    [
      { event: 'buygoods_transaction_received', id: 'c7f300c0-f1ef-4151-9bbe-005005aa3747' },
      { event: 'buygoods_transaction_reversed', id: 'd76265cd-0951-e511-80da-0aa34a9b2388' },
    ],
    ({ subscriptions }) => subscriptions.map(({ event, id }) => ({ event, id })),
  ],
});

/** Subscribes the webhooks of operators' accounts. */
@Tag('Credentials')
@Controller('payments/credentials')
export class SubscribeWebhooksController {
  constructor(private readonly service: SubscribeWebhooksService) {}

  @Describe({
    summary: 'Subscribe the webhooks of the till',
    description:
      'For providers whose tills report money by themselves: the payments to the till of these ' +
      'credentials, and what was taken back, are reported to this server from then on. No body is ' +
      'needed.',
    answers: [answer(200, 'The subscriptions.', SubscriptionsResponse)],
    errors: [
      credentialErrors.notSubscribable('instasend'),
      credentialErrors.subscriptionRefused('kopokopo', 'The url is invalid'),
      credentialErrors.keysRefused('kopokopo'),
      credentialErrors.privateKeyUnreadable(undefined),
      credentialErrors.providerUnreachable('kopokopo', null, undefined),
    ],
  })
  @Post(':id/subscribe-webhooks')
  @HttpCode(200)
  async subscribe(
    @CurrentUser() { userId }: Caller,
    @IntegerIdParam(credentialErrors.notFound) id: number,
  ) {
    return SubscriptionsResponse.of(await this.service.subscribe(userId, id));
  }
}
