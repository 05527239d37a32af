import { type NextFunction, type Request, type Response } from 'express';
import { type Server } from 'node:http';
import { invalid } from '../errors/api-error.js';

/** Node's own answer to a request without a Host is empty; with this, the request comes through. */
export function acceptMissingHost(server: Server): void {
  Object.assign(server, { requireHostHeader: false });
}

/** Refuses what RFC 9112, section 3.2, has a server refuse: HTTP/1.1 without a Host. */
export function hostHeader(request: Request, _response: Response, next: NextFunction): void {
  const isMissing = request.headers.host === undefined && request.httpVersion === '1.1';
  next(isMissing ? hostMissing() : undefined);
}

const hostMissing = (): Error =>
  invalid('host_missing', 'The request has no Host header, which HTTP/1.1 asks for.');
