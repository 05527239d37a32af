import { type NextFunction, type Request, type Response } from 'express';
import { type Server } from 'node:http';
import { invalid } from '../errors/api-error.js';

/**
 * Node's own response to a request without Host has no body. With this setting the request reaches
 * the application.
 */
export function acceptMissingHost(server: Server): void {
  Object.assign(server, { requireHostHeader: false });
}

/** Rejects HTTP/1.1 requests without Host, as RFC 9112, section 3.2, requires. */
export function hostHeader(request: Request, _response: Response, next: NextFunction): void {
  const isMissing = request.headers.host === undefined && request.httpVersion === '1.1';
  next(isMissing ? hostMissing() : undefined);
}

const hostMissing = (): Error =>
  invalid('host_missing', 'The request has no Host header, which HTTP/1.1 asks for.');
