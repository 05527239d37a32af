import { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { hrtime } from 'node:process';
import { type RouteTable, routeOf } from '../common/http/route-table.js';
import { type Metrics } from './metrics.js';

/** Callers can make up methods; these are the ones that mean something here. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Measures each request, by the template of its route. */
export function requestMetrics(metrics: Metrics, routes: RouteTable): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    const started = hrtime.bigint();
    response.once('close', () => {
      metrics.requestAnswered(
        METHODS.includes(request.method) ? request.method : 'other',
        routeOf(request, routes),
        response.writableFinished ? String(response.statusCode) : 'aborted',
        Number(hrtime.bigint() - started) / 1e9,
      );
    });
    next();
  };
}
