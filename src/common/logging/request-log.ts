import { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { hrtime } from 'node:process';
import { currentRequest } from '../http/request-context.js';
import { isUuid } from '../ids/uuid.js';
import { type RouteTable, routeOf } from '../http/route-table.js';
import { type Logger } from './logger.js';

/**
 * Logs one line per request when its response is sent or the caller has disconnected: route
 * template (never the URL, which may contain ids), status, duration in ms, operator, payment.
 */
export function requestLog(logger: Logger, routes: RouteTable): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    const started = hrtime.bigint();
    const context = currentRequest();
    response.once('close', () => {
      logger.info(
        {
          requestId: context?.requestId,
          method: request.method,
          route: routeOf(request, routes),
          status: response.statusCode,
          durationMs: Number(hrtime.bigint() - started) / 1e6,
          operatorId: context?.operatorId,
          paymentId: context?.paymentId ?? paymentIn(request),
          ...(response.writableFinished ? {} : { aborted: true }),
        },
        'request',
      );
    });
    next();
  };
}

/** The payment in a path. Only payments have UUIDs in paths. */
function paymentIn({ params }: Request): string | undefined {
  // Before the route is known there are no parameters, although the type says so.
  const id = (params as Request['params'] | undefined)?.['id'];
  return typeof id === 'string' && isUuid(id) ? id.toLowerCase() : undefined;
}
