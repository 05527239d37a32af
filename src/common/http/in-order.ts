import { type NextFunction, type RequestHandler } from 'express';

/**
 * Combines handlers into one that runs them in order. Express matches every handler that it knows
 * against each request again.
 */
export function inOrder(handlers: readonly RequestHandler[]): RequestHandler {
  return (request, response, next) => {
    let at = 0;
    const proceed: NextFunction = (error?: unknown) => {
      const handler = error === undefined ? handlers[at] : undefined;
      at += 1;
      if (handler) void handler(request, response, proceed);
      else next(error);
    };
    proceed();
  };
}
