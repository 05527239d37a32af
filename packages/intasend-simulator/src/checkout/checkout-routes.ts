import { type Request, type Response, type Router } from 'express';
import { type SimulatorContext } from '../context.js';
import { centsAsText } from '../model/money.js';
import { type Checkout, type Invoice } from '../model/records.js';
import { CHECKOUT_CSS, WAIT_JS } from './assets.js';
import { isPaid } from './open-checkout.js';
import {
  failedPage,
  messagePage,
  paidPage,
  payPage,
  type ProgressView,
  waitPage,
} from './pages.js';
import { formOf, payCheckout, PayFormError, typedPhone } from './pay-checkout.js';
import { redirectUrlOf } from './redirect-url.js';
import { sendPage } from './send-page.js';

const FAILED_STATES = ['FAILED', 'CANCELED', 'CANCELLED'];

/** Serves the payment page, for browsers and scripts. */
export function serveCheckoutPages(router: Router, context: SimulatorContext): void {
  router.get('/assets/checkout.css', (_request, response) => {
    response.type('css').send(CHECKOUT_CSS);
  });
  router.get('/assets/wait.js', (_request, response) => {
    response.type('js').send(WAIT_JS);
  });
  router.get('/checkout/:id/express', (request, response) => {
    withCheckout(context, request, response, (checkout) => {
      if (isPaid(checkout)) showPaid(response);
      else showForm(response, checkout, checkout.details.phone ?? '', null);
    });
  });
  router.post('/checkout/:id/express', async (request, response) => {
    await withCheckout(context, request, response, (checkout) =>
      pay(context, request, response, checkout),
    );
  });
  router.get('/checkout/:id/express/wait', (request, response) => {
    withInvoice(context, request, response, (invoice) => {
      showProgress(response, invoice);
    });
  });
  router.get('/checkout/:id/express/state', (request, response) => {
    withInvoice(context, request, response, (invoice) => {
      response.json({
        state: invoice.state,
        is_final: invoice.taken !== null || FAILED_STATES.includes(invoice.state),
        next: invoice.taken === null ? null : redirectUrlOf(invoice),
      });
    });
  });
}

async function pay(
  context: SimulatorContext,
  request: Request,
  response: Response,
  checkout: Checkout,
): Promise<void> {
  if (isPaid(checkout)) {
    showPaid(response, 409);
    return;
  }
  const form = formOf(request);
  try {
    const invoice = await payCheckout(context, checkout, form);
    response.redirect(303, progressPath(invoice, checkout));
  } catch (error) {
    if (!(error instanceof PayFormError)) throw error;
    showForm(response, checkout, typedPhone(form), error.message);
  }
}

/** The path on which a payer waits for the result of one attempt. */
export function progressPath(invoice: Invoice, checkout: Checkout): string {
  return `/checkout/${checkout.id}/express/wait/?tracking_id=${invoice.id}`;
}

function showForm(
  response: Response,
  checkout: Checkout,
  phone: string,
  error: string | null,
): void {
  const page = payPage({
    title: checkout.link?.title ?? 'Pay with M-Pesa',
    currency: checkout.currency,
    amount: checkout.amount === 0 ? null : centsAsText(checkout.amount),
    reference: checkout.apiRef,
    phone,
    error,
  });
  sendPage(response, error === null ? 200 : 400, page);
}

function showPaid(response: Response, status = 200): void {
  sendPage(response, status, messagePage('Paid', 'This payment has been made already.'));
}

function showProgress(response: Response, invoice: Invoice): void {
  const view: ProgressView = {
    amount: centsAsText(invoice.prompted),
    currency: invoice.currency,
    phone: invoice.customer.phone,
    reference: invoice.apiRef === '' ? null : invoice.apiRef,
  };
  if (invoice.taken !== null) {
    const next = redirectUrlOf(invoice);
    if (next === null) sendPage(response, 200, paidPage(view, invoice.receipt));
    else response.redirect(303, next);
  } else if (FAILED_STATES.includes(invoice.state)) {
    sendPage(response, 200, failedPage(view, invoice.failedReason ?? 'Not paid', '../'));
  } else {
    sendPage(response, 200, waitPage(view));
  }
}

function withCheckout<T>(
  { store }: SimulatorContext,
  request: Request,
  response: Response,
  use: (checkout: Checkout) => T,
): T | undefined {
  const checkout = store.checkouts.get(String(request.params['id']));
  if (checkout !== undefined) return use(checkout);
  sendPage(response, 404, messagePage('Not found', 'There is no such payment page.'));
  return undefined;
}

function withInvoice(
  context: SimulatorContext,
  request: Request,
  response: Response,
  use: (invoice: Invoice) => void,
): void {
  withCheckout(context, request, response, (checkout) => {
    const invoice = checkout.invoices.find(({ id }) => id === request.query['tracking_id']);
    if (invoice !== undefined) use(invoice);
    else sendPage(response, 404, messagePage('Not found', 'There is no such payment.'));
  });
}
