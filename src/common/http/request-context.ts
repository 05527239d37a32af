import { type NextFunction, type Request, type Response } from 'express';
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { type TraceCarrier, traceCarrier } from '../tracing/spans.js';

/** What every line of log about one request, or about a job that it led to, shares. */
export interface RequestContext {
  readonly requestId: string;
  /** The job that runs, when it is no request. */
  readonly jobId?: string;
  readonly task?: string;
  /** Set by the guards once the caller is known. */
  operatorId?: number;
  /** Set once the payment that it is about is known. */
  paymentId?: string;
}

/** Where a job comes from; travels with it. */
export interface Origin {
  readonly requestId: string;
  readonly trace: TraceCarrier;
}

const SANE_REQUEST_ID = /^[\w.:-]{1,128}$/;
const storage = new AsyncLocalStorage<RequestContext>();

/** The request or job being handled, or undefined outside of one. */
export const currentRequest = (): RequestContext | undefined => storage.getStore();

/** Runs `work` as part of a request or job. */
export function withinContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** Runs `work` under the id of another request, whose news it is about; unchanged when there is none. */
export function withinOrigin<T>(origin: Origin | null, work: () => T): T {
  const context = currentRequest();
  return origin === null ? work() : storage.run({ ...context, requestId: origin.requestId }, work);
}

/** Notes which payment the present request or job is about, for the lines of log to come. */
export function aboutPayment(paymentId: string): void {
  const context = currentRequest();
  if (context) context.paymentId = paymentId;
}

/** What a job that is added now has to carry, so that it can be found from its request. */
export function currentOrigin(): Origin | null {
  const request = currentRequest();
  return request ? { requestId: request.requestId, trace: traceCarrier() } : null;
}

/**
 * Takes `X-Request-Id` from the caller when it is sane (short, no control characters: it goes
 * into logs), else makes one, and returns it on the response.
 */
export function requestContext(request: Request, response: Response, next: NextFunction): void {
  const given = request.get('x-request-id');
  const requestId = given !== undefined && SANE_REQUEST_ID.test(given) ? given : randomUUID();
  response.setHeader('X-Request-Id', requestId);
  storage.run({ requestId }, next);
}
