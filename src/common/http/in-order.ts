import { type NextFunction, type RequestHandler } from 'express';

/**
 * Handlers one after the other, as one: the router looks at every handler that it was given by
 * itself anew for each request, at its path, its parameters and its part of the address.
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
