import { type Request, type Router } from 'express';
import { isPaid, openCheckout } from '../checkout/open-checkout.js';
import { checkSignature } from '../checkout/signature.js';
import { type SimulatorContext } from '../context.js';
import { TARIFFS } from '../model/fees.js';
import { type CheckoutDetails } from '../model/records.js';
import { notFound } from './api-error.js';
import { bodyOf } from './body.js';
import { type Reply, serve } from './endpoint.js';
import { type AmountLimits, Fields } from './fields.js';
import { checkoutBody, checkoutDefaults } from './shapes/checkout-shape.js';

/** 0 lets the payer choose. No maximum is published for the page itself. */
const LIMITS: AmountLimits = { min: 0, max: 100_000_000_00 };
const COUNTRY = /^[A-Z]{2}$/;
const CURRENCY = /^[A-Z]{3}$/;
const METHODS = ['M-PESA', 'CARD-PAYMENT', 'BITCOIN', 'BANK-ACH', 'COOP_B2B'] as const;

/** Serves hosted payment pages: creating one and looking it up. */
export function serveCheckouts(router: Router, context: SimulatorContext): void {
  serve(router, context, 'checkout', '/checkout', { POST: (request) => create(context, request) });
  serve(router, context, 'checkout_details', '/checkout/details', {
    POST: (request) => details(context, request),
  });
}

function create(context: SimulatorContext, request: Request): Reply {
  const account = context.gate.byPublishableKey(request);
  const fields = new Fields(bodyOf(request));
  const currency = fields.text('currency', 3) ?? 'KES';
  if (!CURRENCY.test(currency)) {
    fields.complain('currency', 'invalid_choice', `"${currency}" is not a valid choice.`);
  }
  const order = {
    account,
    link: null,
    apiRef: fields.text('api_ref', 70),
    amount: fields.amount('amount', LIMITS) ?? 0,
    currency,
    method: fields.choice<(typeof METHODS)[number] | ''>('method', METHODS, '') || null,
    mobileTariff: fields.choice('mobile_tarrif', TARIFFS, 'BUSINESS-PAYS'),
    cardTariff: fields.choice('card_tarrif', TARIFFS, 'BUSINESS-PAYS'),
    redirectUrl: fields.url('redirect_url', 400),
    host: fields.text('host', 400) ?? request.socket.remoteAddress ?? '',
    details: readDetails(fields),
  };
  fields.check();
  const checkout = openCheckout(context, order);
  const { dialect } = context.behaviour;
  return { status: 201, body: checkoutBody(checkout, dialect, context.publicUrl, false) };
}

/** The lengths are those of the schema of IntaSend's sibling platform. */
function readDetails(fields: Fields): CheckoutDetails {
  const country = fields.text('country', 2);
  if (country !== null && country !== '' && !COUNTRY.test(country)) {
    fields.complain('country', 'invalid_choice', `"${country}" is not a valid choice.`);
  }
  return {
    firstName: fields.text('first_name', 45),
    lastName: fields.text('last_name', 45),
    phone: fields.text('phone_number', 30),
    email: fields.text('email', 254),
    country,
    address: fields.text('address', 140),
    city: fields.text('city', 70),
    state: fields.text('state', 70),
    zipcode: fields.text('zipcode', 10),
    comment: fields.text('comment', 400),
    walletId: fields.text('wallet_id', 10),
    channel: fields.text('channel', 40) ?? 'WEBSITE',
    version: fields.text('version', 20),
  };
}

/** A signature opens its own checkout; a key opens all checkouts of its account. */
function details(context: SimulatorContext, request: Request): Reply {
  const account = context.gate.byAnyKey(request);
  const fields = new Fields(bodyOf(request));
  const id = fields.requiredText('checkout_id', 100);
  const signature = fields.text('signature', 2000) ?? '';
  fields.check();
  const checkout = context.store.checkouts.get(id);
  const nowMs = context.scheduler.nowMs();
  const isSigned = checkSignature(signature, id, nowMs, context.signingKey) === 'good';
  if (checkout === undefined || (checkout.account !== account && !isSigned)) throw notFound();
  const { dialect } = context.behaviour;
  const paid = isPaid(checkout);
  return {
    status: 200,
    body: {
      ...checkoutBody(checkout, dialect, context.publicUrl, paid),
      defaults: checkoutDefaults(checkout),
    },
  };
}
