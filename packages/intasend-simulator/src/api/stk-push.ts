import { type Request, type Router } from 'express';
import { type SimulatorContext } from '../context.js';
import { type Account } from '../model/account.js';
import { TARIFFS } from '../model/fees.js';
import { type InvoiceOrder } from '../model/invoicing.js';
import { collect } from '../outcomes/collect.js';
import { refusal } from './api-error.js';
import { bodyOf } from './body.js';
import { type Reply, serve } from './endpoint.js';
import { type AmountLimits, Fields } from './fields.js';
import { stkBody } from './shapes/payment-shape.js';
import { readWallet } from './wallets.js';

/** The minimum is that of IntaSend's sibling platform; the maximum is M-Pesa's per transaction. */
export const STK_LIMITS: AmountLimits = { min: 10, max: 150_000_00 };
/** Kenyan mobile numbers as IntaSend's documents require them: 12 digits, no plus. */
const PHONE = /^254[17]\d{8}$/;
/** The narrative of a push without a reference, as recorded in 2023. */
const UNNAMED = 'Direct Bill (API Request)';

/** Serves the STK push, and an older path that accepted a publishable key. */
export function serveStkPush(router: Router, context: SimulatorContext): void {
  const { gate } = context;
  serve(router, context, 'stk', '/payment/mpesa-stk-push', {
    POST: (request) => push(context, request, gate.bySecretKey(request)),
  });
  serve(router, context, 'stk', '/payment/collection', {
    POST: (request) => push(context, request, gate.byPublishableKey(request)),
  });
}

async function push(context: SimulatorContext, request: Request, account: Account): Promise<Reply> {
  const order = readOrder(context, request, account);
  if (!account.isEligible) {
    throw refusal(403, 'permission_denied', 'Your business is not eligible to transact');
  }
  const { invoice, begin } = collect(context, order);
  const { stkStatus, dialect } = context.behaviour;
  // Created before anything happens, so that the response says PENDING even if events come first.
  const body = stkBody(invoice, dialect, context.publicUrl);
  await begin();
  return { status: stkStatus, body };
}

function readOrder(context: SimulatorContext, request: Request, account: Account): InvoiceOrder {
  const fields = new Fields(bodyOf(request));
  const phone = fields.requiredText('phone_number', 30);
  if (phone !== '' && !PHONE.test(phone)) {
    fields.complain('phone_number', 'invalid', 'Enter a valid phone number.');
  }
  const amount = fields.requiredAmount('amount', STK_LIMITS);
  const currency = fields.choice('currency', ['KES'], 'KES');
  const order: InvoiceOrder = {
    account,
    amount,
    currency,
    provider: 'M-PESA',
    tariff: fields.choice('mobile_tarrif', TARIFFS, 'BUSINESS-PAYS'),
    phone,
    name: fields.text('name', 91),
    email: fields.text('email', 254),
    apiRef: fields.text('api_ref', 140) ?? UNNAMED,
    host: fields.text('host', 400) ?? request.socket.remoteAddress ?? '',
    checkout: null,
    walletId: readWallet(context, fields, account)?.id ?? null,
  };
  fields.check();
  return order;
}
