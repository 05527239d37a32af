import { type Request, type Router } from 'express';
import { type SimulatorContext } from '../context.js';
import { type Subscription, tillDigits } from '../model/records.js';
import { ApiError } from './api-error.js';
import { applicationOf, served } from './endpoint.js';
import { webAddress } from './incoming-payments.js';
import { bodyOf, textIn } from './request-body.js';

/** The events that can be subscribed to. Only the first two are sent. */
const EVENT_TYPES: readonly string[] = [
  'buygoods_transaction_received',
  'buygoods_transaction_reversed',
  'b2b_transaction_received',
  'settlement_transfer_completed',
  'customer_created',
  'card_transaction_received',
  'card_transaction_voided',
  'card_transaction_reversed',
];

/** Serves webhook subscriptions, below a version of the API. */
export function serveSubscriptions(
  router: Router,
  context: SimulatorContext,
  version: string,
): void {
  router.post(
    '/webhook_subscriptions',
    served(context, 'subscriptions', (request) => {
      const subscription = subscriptionFrom(context, request);
      context.store.subscriptions.set(subscription.id, subscription);
      const path = `/api/${version}/webhook_subscriptions/${subscription.id}`;
      return { status: 201, headers: { Location: `${context.address.url}${path}` } };
    }),
  );
}

function subscriptionFrom(context: SimulatorContext, request: Request): Subscription {
  const application = applicationOf(context, request);
  const body = bodyOf(request);
  const eventType = textIn(body, 'event_type') ?? '';
  const scope = textIn(body, 'scope');
  const till = textIn(body, 'scope_reference');
  if (!EVENT_TYPES.includes(eventType)) throw new ApiError(400, 'event_type is invalid');
  if (scope !== 'till' && scope !== 'company') {
    throw new ApiError(400, "scope must be one of 'till' or 'company'.");
  }
  if (scope === 'till' && till === null) {
    throw new ApiError(400, "scope_reference can't be blank");
  }
  return {
    ...{ id: context.ids.uuid(), application, eventType, scope },
    url: webAddress(textIn(body, 'url'), 'url'),
    till: scope === 'till' && till !== null ? tillDigits(till) : null,
  };
}
