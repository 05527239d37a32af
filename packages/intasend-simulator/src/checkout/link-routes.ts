import { type Request, type Response, type Router } from 'express';
import { type SimulatorContext } from '../context.js';
import { centsAsText } from '../model/money.js';
import { type Checkout, type PaymentLink } from '../model/records.js';
import { progressPath } from './checkout-routes.js';
import { openCheckout } from './open-checkout.js';
import { messagePage, payPage } from './pages.js';
import { formOf, payCheckout, PayFormError, typedPhone } from './pay-checkout.js';
import { sendPage } from './send-page.js';

/** Serves the page of a payment link. Every payer gets their own checkout. */
export function serveLinkPages(router: Router, context: SimulatorContext): void {
  router.get('/pay/:id', (request, response) => {
    const link = payableLink(context, request, response);
    if (link !== undefined) showForm(response, link, '', null);
  });
  router.post('/pay/:id', async (request, response) => {
    const link = payableLink(context, request, response);
    if (link !== undefined) await pay(context, request, response, link);
  });
}

async function pay(
  context: SimulatorContext,
  request: Request,
  response: Response,
  link: PaymentLink,
): Promise<void> {
  const form = formOf(request);
  const checkout = checkoutOf(context, link, request.socket.remoteAddress ?? '');
  try {
    const invoice = await payCheckout(context, checkout, form);
    response.redirect(303, progressPath(invoice, checkout));
  } catch (error) {
    if (!(error instanceof PayFormError)) throw error;
    showForm(response, link, typedPhone(form), error.message);
  }
}

/** All payers of a link share its reference; only the invoice distinguishes them. */
function checkoutOf(context: SimulatorContext, link: PaymentLink, host: string): Checkout {
  return openCheckout(context, {
    account: link.account,
    link,
    apiRef: `ISL_${link.id}`,
    amount: link.amount,
    currency: link.currency,
    method: null,
    mobileTariff: link.mobileTariff,
    cardTariff: link.cardTariff,
    redirectUrl: link.redirectUrl,
    host,
    details: {
      firstName: null,
      lastName: null,
      phone: null,
      email: null,
      country: null,
      address: null,
      city: null,
      state: null,
      zipcode: null,
      comment: null,
      walletId: null,
      channel: 'PAYMENT-LINK',
      version: null,
    },
  });
}

function payableLink(
  { store }: SimulatorContext,
  request: Request,
  response: Response,
): PaymentLink | undefined {
  const link = store.links.get(String(request.params['id']));
  if (link === undefined) {
    sendPage(response, 404, messagePage('Not found', 'There is no such payment link.'));
    return undefined;
  }
  const uses = [...store.invoices.values()].filter(
    (invoice) => invoice.link === link && invoice.taken !== null,
  ).length;
  if (link.isActive && (link.usageLimit === 0 || uses < link.usageLimit)) return link;
  sendPage(response, 410, messagePage(link.title, 'This payment link can no longer be used.'));
  return undefined;
}

function showForm(
  response: Response,
  link: PaymentLink,
  phone: string,
  error: string | null,
): void {
  const page = payPage({
    title: link.title,
    currency: link.currency,
    amount: link.amount === 0 ? null : centsAsText(link.amount),
    reference: null,
    phone,
    error,
  });
  sendPage(response, error === null ? 200 : 400, page);
}
