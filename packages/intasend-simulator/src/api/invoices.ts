import { type Request, type Router } from 'express';
import { type SimulatorContext } from '../context.js';
import { notFound } from './api-error.js';
import { type Reply, serve } from './endpoint.js';
import { pageReply } from './pages.js';
import { invoiceBody } from './shapes/invoice-shape.js';

/** Serves the account's invoices, which can be searched by the merchant's reference. */
export function serveInvoices(router: Router, context: SimulatorContext): void {
  serve(router, context, 'invoices', '/invoices', { GET: (request) => list(context, request) });
  serve(router, context, 'invoices', '/invoices/:id', { GET: (request) => get(context, request) });
}

function list(context: SimulatorContext, request: Request): Reply {
  const account = context.gate.bySecretKey(request);
  const invoices = context.store.invoicesOf(account, {
    apiRef: condition(request, 'api_ref'),
    state: condition(request, 'state'),
    currency: condition(request, 'currency'),
  });
  return pageReply(context, request, invoices, (invoice) =>
    invoiceBody(invoice, context.behaviour.dialect),
  );
}

function get(context: SimulatorContext, request: Request): Reply {
  const account = context.gate.bySecretKey(request);
  const invoice = context.store.invoiceOf(account, String(request.params['id']));
  if (invoice === undefined) throw notFound();
  return { status: 200, body: invoiceBody(invoice, context.behaviour.dialect) };
}

function condition(request: Request, name: string): string | undefined {
  const value = request.query[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
