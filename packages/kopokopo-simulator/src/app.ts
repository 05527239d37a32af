import express, {
  type Express,
  type NextFunction,
  type Request,
  type Response,
  Router,
} from 'express';
import { ApiError } from './api/api-error.js';
import { replyOf, write } from './api/endpoint.js';
import { serveIncomingPayments } from './api/incoming-payments.js';
import { oauthRouter } from './api/oauth.js';
import { serveSubscriptions } from './api/webhook-subscriptions.js';
import { type SimulatorContext } from './context.js';
import { controlRouter } from './control/control-routes.js';
import { type SimulatorControl } from './control/simulator-control.js';

/** The versions of the API, which differ in their paths only. */
const VERSIONS = ['v1', 'v2'] as const;

/** Builds the server: Kopo Kopo's API and the control calls. */
export function buildApp(context: SimulatorContext, control: SimulatorControl): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(logged(context));
  app.use(express.json({ limit: '100kb' }), express.urlencoded({ extended: false }));
  app.use('/__control', controlRouter(context, control));
  app.use('/oauth', oauthRouter(context));
  for (const version of VERSIONS) app.use(`/api/${version}`, apiRouter(context, version));
  app.use((_request, response) => {
    write(response, replyOf(context, new ApiError(404, 'Resource not found')));
  });
  app.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) next(error);
    else write(response, replyOf(context, readable(error)));
  });
  return app;
}

function apiRouter(context: SimulatorContext, version: string): Router {
  const router = Router();
  serveIncomingPayments(router, context, version);
  serveSubscriptions(router, context, version);
  return router;
}

/** Logs one line per completed request. */
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

/** Converts errors of the body parsers; others stay the same. */
function readable(error: unknown): unknown {
  if (!(error instanceof Error) || !('status' in error)) return error;
  return typeof error.status === 'number' ? new ApiError(error.status, error.message) : error;
}
