import express, {
  type Express,
  type NextFunction,
  type Request,
  type Response,
  Router,
} from 'express';
import { serveAmountEstimate } from './api/amount-estimate.js';
import { notFound, refusal } from './api/api-error.js';
import { serveChargebacks } from './api/chargebacks.js';
import { serveCheckouts } from './api/checkouts.js';
import { replyOf, write } from './api/endpoint.js';
import { serveCustomers } from './api/customers.js';
import { serveInvoices } from './api/invoices.js';
import { servePaymentLinks } from './api/payment-links.js';
import { servePaymentStatus } from './api/payment-status.js';
import { serveSendMoney } from './api/send-money.js';
import { serveStkPush } from './api/stk-push.js';
import { serveWallets } from './api/wallets.js';
import { serveCheckoutPages } from './checkout/checkout-routes.js';
import { serveLinkPages } from './checkout/link-routes.js';
import { type SimulatorContext } from './context.js';
import { controlRouter } from './control/control-routes.js';
import { type SimulatorControl } from './control/simulator-control.js';

/** Builds the server: IntaSend's API, its pages and the control calls. */
export function buildApp(context: SimulatorContext, control: SimulatorControl): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(logged(context));
  app.use(express.json({ limit: '100kb' }), express.urlencoded({ extended: false }));
  app.use('/__control', controlRouter(context, control));
  app.use('/api/v1', apiRouter(context));
  serveCheckoutPages(app, context);
  serveLinkPages(app, context);
  app.use((_request, response) => {
    write(response, replyOf(context, notFound()));
  });
  app.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) next(error);
    else write(response, replyOf(context, readable(error)));
  });
  return app;
}

function apiRouter(context: SimulatorContext): Router {
  const router = Router();
  serveStkPush(router, context);
  servePaymentStatus(router, context);
  serveAmountEstimate(router, context);
  serveCheckouts(router, context);
  serveInvoices(router, context);
  serveChargebacks(router, context);
  servePaymentLinks(router, context);
  serveCustomers(router, context);
  serveWallets(router, context);
  serveSendMoney(router, context);
  return router;
}

/**
 * Logs one line per completed request. The path has no query, because a query can have a signature.
 */
function logged(context: SimulatorContext) {
  return (request: Request, response: Response, next: NextFunction): void => {
    response.once('close', () => {
      const outcome = response.writableFinished ? String(response.statusCode) : 'no answer';
      context.log(`${request.method} ${request.originalUrl.split('?')[0] ?? ''} -> ${outcome}`);
      context.changes.emit();
    });
    next();
  };
}

/** Converts errors of the body parsers to IntaSend's; others stay the same. */
function readable(error: unknown): unknown {
  if (!(error instanceof Error) || !('status' in error)) return error;
  if (typeof error.status !== 'number') return error;
  const isNoJson = error instanceof SyntaxError;
  return refusal(
    error.status,
    'parse_error',
    isNoJson ? `JSON parse error - ${error.message}` : error.message,
  );
}
