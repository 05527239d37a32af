import { type Request, type Router } from 'express';
import { type SimulatorContext } from '../context.js';
import { type Customer, type Invoice } from '../model/records.js';
import { notFound } from './api-error.js';
import { type Reply, serve } from './endpoint.js';
import { pageReply } from './pages.js';
import { customerBody, invoiceBody } from './shapes/invoice-shape.js';

/** Serves the customers of an account. */
export function serveCustomers(router: Router, context: SimulatorContext): void {
  serve(router, context, 'customers', '/customers', {
    GET: (request) => list(context, request),
  });
  serve(router, context, 'customers', '/customers/:customerId', {
    GET: (request) => {
      const [{ customer }] = invoicesOfCustomer(context, request);
      return { status: 200, body: customerBody(customer) };
    },
  });
  serve(router, context, 'customers', '/customers/:customerId/transactions', {
    GET: (request) =>
      pageReply(context, request, invoicesOfCustomer(context, request), (invoice) =>
        invoiceBody(invoice, context.behaviour.dialect),
      ),
  });
}

function list(context: SimulatorContext, request: Request): Reply {
  const customers = new Set<Customer>(
    ownInvoices(context, request).map(({ customer }) => customer),
  );
  return pageReply(context, request, [...customers], customerBody);
}

/**
 * Lists invoices, newest first. A customer is created with an invoice, so there is at least one.
 */
function invoicesOfCustomer(context: SimulatorContext, request: Request): [Invoice, ...Invoice[]] {
  const id = String(request.params['customerId']);
  const [newest, ...others] = ownInvoices(context, request).filter(
    ({ customer }) => customer.id === id,
  );
  if (newest === undefined) throw notFound();
  return [newest, ...others];
}

const ownInvoices = (context: SimulatorContext, request: Request): Invoice[] =>
  context.store.invoicesOf(context.gate.bySecretKey(request), {});
