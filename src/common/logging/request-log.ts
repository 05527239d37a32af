import { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { hrtime } from 'node:process';
import { currentRequest } from '../http/request-context.js';
import { type RouteTable, routeOf } from '../http/route-table.js';
import { type Logger } from './logger.js';

/**
 * One line a request, when its answer is out or the caller has gone: route template (never the
 * raw address, which may hold ids), status, duration in ms, operator.
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
          ...(response.writableFinished ? {} : { aborted: true }),
        },
        'request',
      );
    });
    next();
  };
}
