import { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { hrtime } from 'node:process';
import { type RouteTable, routeOf } from '../common/http/route-table.js';
import { type Metrics } from './metrics.js';

/** The methods that become label values. Callers can invent others. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Measures each request, labelled with its route template. */
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
