import { type NextFunction, type Request, type Response } from 'express';
import { AsyncLocalStorage } from 'node:async_hooks';
import { newId } from '../ids/uuid.js';

/** What every line of log about one request shares. */
export interface RequestContext {
  readonly requestId: string;
  /** Set by the guards once the caller is known. */
  operatorId?: number;
}

const SANE_REQUEST_ID = /^[\w.:-]{1,128}$/;
const storage = new AsyncLocalStorage<RequestContext>();

/** The request being handled, or undefined outside of one. */
export const currentRequest = (): RequestContext | undefined => storage.getStore();

/** Runs `work` as part of a request or job with this id. */
export function withRequestId<T>(requestId: string, work: () => T): T {
  return storage.run({ requestId }, work);
}

/**
 * Takes `X-Request-Id` from the caller when it is sane (short, no control characters: it goes
 * into logs), else makes one, and returns it on the response.
 */
export function requestContext(request: Request, response: Response, next: NextFunction): void {
  const given = request.get('x-request-id');
  const requestId = given !== undefined && SANE_REQUEST_ID.test(given) ? given : newId();
  response.setHeader('X-Request-Id', requestId);
  storage.run({ requestId }, next);
}
