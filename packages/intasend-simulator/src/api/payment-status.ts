import { type Request, type Router } from 'express';
import { checkSignature } from '../checkout/signature.js';
import { type SimulatorContext } from '../context.js';
import { type Invoice } from '../model/records.js';
import { notFound, unauthorized } from './api-error.js';
import { bodyOf } from './body.js';
import { type Reply, serve } from './endpoint.js';
import { Fields } from './fields.js';
import { statusBody } from './shapes/payment-shape.js';

/** Serves the status of payments. */
export function servePaymentStatus(router: Router, context: SimulatorContext): void {
  serve(router, context, 'status', '/payment/status', {
    POST: (request) => status(context, request),
  });
}

/**
 * A key opens the invoices of its account. Without a key, the valid signature of a checkout opens
 * the invoices of that checkout.
 */
function status(context: SimulatorContext, request: Request): Reply {
  const account = context.gate.byAnyKey(request);
  const fields = new Fields(bodyOf(request));
  const checkoutId = fields.text('checkout_id', 100) ?? '';
  const signature = fields.text('signature', 2000) ?? '';
  if (account === null) checkSigned(context, checkoutId, signature);
  const invoiceId = fields.requiredText('invoice_id', 100);
  fields.check();
  const invoice =
    account === null
      ? invoiceOfCheckout(context, checkoutId, invoiceId)
      : context.store.invoiceOf(account, invoiceId);
  if (invoice === undefined) throw notFound();
  return {
    status: 200,
    body: statusBody(invoice, context.behaviour.dialect, context.publicUrl),
  };
}

function checkSigned(context: SimulatorContext, checkoutId: string, signature: string): void {
  if (checkoutId === '' || signature === '') {
    throw unauthorized('Authentication credentials were not provided.');
  }
  const nowMs = context.scheduler.nowMs();
  switch (checkSignature(signature, checkoutId, nowMs, context.signingKey)) {
    case 'good':
      return;
    case 'expired':
      throw unauthorized('Signature has expired.');
    case 'bad':
      throw unauthorized('Invalid signature.');
  }
}

function invoiceOfCheckout(
  { store }: SimulatorContext,
  checkoutId: string,
  invoiceId: string,
): Invoice | undefined {
  const invoice = store.invoices.get(invoiceId);
  return invoice?.checkout?.id === checkoutId ? invoice : undefined;
}
