import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { currentRequest } from '../http/request-context.js';
import { type RouteTable, routeOf } from '../http/route-table.js';

/**
 * Creates a span for each request: in the caller's trace, if the request has a `traceparent`, else
 * in a new one.
 */
export function requestSpan(routes: RouteTable): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    const caller = propagation.extract(context.active(), request.headers);
    const span = trace.getTracer('lipafi').startSpan(
      request.method,
      {
        kind: SpanKind.SERVER,
        attributes: {
          'http.request.method': request.method,
          'lipafi.request_id': currentRequest()?.requestId,
        },
      },
      caller,
    );
    response.once('close', () => {
      const route = routeOf(request, routes);
      span.updateName(`${request.method} ${route}`);
      span.setAttributes({
        'http.route': route,
        'http.response.status_code': response.statusCode,
      });
      if (response.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });
    context.with(trace.setSpan(caller, span), next);
  };
}
