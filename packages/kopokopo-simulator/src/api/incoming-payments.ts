import { type Request, type Router } from 'express';
import { type SimulatorContext } from '../context.js';
import { paymentDocument } from '../model/documents.js';
import { type Cents, readCents } from '../model/money.js';
import { type IncomingPayment } from '../model/records.js';
import { ApiError } from './api-error.js';
import { applicationOf, served } from './endpoint.js';
import { bodyOf, objectIn, textIn } from './request-body.js';

const CHANNEL = 'M-PESA STK Push';
const PHONE = /^\+\d{10,15}$/;
const MAX_METADATA = 5;

/** Serves prompts and their status, below a version of the API. */
export function serveIncomingPayments(
  router: Router,
  context: SimulatorContext,
  version: string,
): void {
  router.post(
    '/incoming_payments',
    served(context, 'stk', async (request) => {
      const payment = paymentFrom(context, version, request);
      context.store.payments.set(payment.id, payment);
      await context.lifecycle.begin(payment);
      return { status: 201, headers: { Location: payment.self } };
    }),
  );
  router.get(
    '/incoming_payments/:id',
    served(context, 'status', (request) => {
      const application = applicationOf(context, request);
      const payment = context.store.payments.get(String(request.params['id']));
      if (payment?.application !== application) throw new ApiError(404, 'Resource not found');
      return { status: 200, body: paymentDocument(payment) };
    }),
  );
}

function paymentFrom(
  context: SimulatorContext,
  version: string,
  request: Request,
): IncomingPayment {
  const application = applicationOf(context, request);
  const body = bodyOf(request);
  const subscriber = objectIn(body, 'subscriber');
  const metadata = objectIn(body, 'metadata');
  const phone = required(textIn(subscriber, 'phone_number'), 'subscriber.phone_number');
  const asked = askedIn(objectIn(body, 'amount'));
  if (textIn(body, 'payment_channel') !== CHANNEL) refuse('payment_channel is invalid');
  if (!PHONE.test(phone)) refuse('subscriber.phone_number is invalid');
  if (Object.keys(metadata).length > MAX_METADATA) refuse('metadata has too many entries');
  const id = context.ids.uuid();
  const reference = textIn(metadata, 'reference') ?? '';
  return {
    id,
    application,
    till: required(textIn(body, 'till_number'), 'till_number'),
    phone,
    payer: {
      firstName: textIn(subscriber, 'first_name') ?? 'Jane',
      lastName: textIn(subscriber, 'last_name') ?? 'Doe',
    },
    asked,
    currency: 'KES',
    metadata,
    callbackUrl: webAddress(textIn(objectIn(body, '_links'), 'callback_url'), 'callback_url'),
    self: `${context.address.url}/api/${version}/incoming_payments/${id}`,
    createdAtMs: context.scheduler.nowMs(),
    outcome: context.outcomeRules.choose({ phone, reference }),
    status: 'Pending',
    error: null,
    transaction: null,
  };
}

function askedIn(amount: Readonly<Record<string, unknown>>): Cents {
  if (textIn(amount, 'currency') !== 'KES') refuse('amount.currency is invalid');
  const cents = readCents(amount['value']);
  return cents !== null && cents > 0 ? cents : refuse('amount.value is invalid');
}

const required = (text: string | null, name: string): string =>
  text ?? refuse(`${name} can't be blank`);

/** Kopo Kopo itself takes https only. */
export const webAddress = (text: string | null, name: string): string =>
  text !== null && /^https?:\/\//.test(text) && URL.canParse(text)
    ? text
    : refuse(`${name} is invalid`);

function refuse(message: string): never {
  throw new ApiError(400, message);
}
