import { type NextFunction, type Request, type Response } from 'express';
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { type Language, languageOf } from '../language/language.js';
import {
  type ClientInfo,
  clientInfo,
  NO_CLIENT,
  type RawClientInfo,
  rawClientInfo,
} from './client-info.js';
import { type TraceCarrier, traceCarrier } from '../tracing/spans.js';

/**
 * The fields that all log lines of one request, or of a job that it added, share. Timers, promises and
 * connections that begin while a request is handled keep them for as long as they last, so they must
 * not refer to the request itself.
 */
export interface RequestContext {
  readonly requestId: string;
  /** The language of sentences for customers; absent in a job. */
  readonly language?: Language;
  /** Where the request comes from; absent in a job. */
  readonly client?: RawClientInfo;
  /** The id of the running job; absent in a request. */
  readonly jobId?: string;
  readonly task?: string;
  /** Set by the guards once the caller is known. */
  operatorId?: number;
  /** Set once the payment is known. */
  paymentId?: string;
}

/** The origin of a job, stored in its payload. */
export interface Origin {
  readonly requestId: string;
  readonly trace: TraceCarrier;
}

const SANE_REQUEST_ID = /^[\w.:-]{1,128}$/;
const storage = new AsyncLocalStorage<RequestContext>();

/** The request or job being handled, or undefined outside of one. */
export const currentRequest = (): RequestContext | undefined => storage.getStore();

/** The language that the current request asks for; English outside of one. */
export const currentLanguage = (): Language => currentRequest()?.language ?? 'en';

/** Where the current request comes from; nulls outside of one. */
export function currentClient(): ClientInfo {
  const client = currentRequest()?.client;
  return client ? clientInfo(client) : NO_CLIENT;
}

/** Runs `work` as part of a request or job. */
export function withinContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** Runs `work` with the id of the request that added it. Without an origin nothing changes. */
export function withinOrigin<T>(origin: Origin | null, work: () => T): T {
  const context = currentRequest();
  return origin === null ? work() : storage.run({ ...context, requestId: origin.requestId }, work);
}

/** Adds the payment of the current request or job to the log lines that follow. */
export function aboutPayment(paymentId: string): void {
  const context = currentRequest();
  if (context) context.paymentId = paymentId;
}

/** The fields that a new job must contain so that its logs can be found by request id. */
export function currentOrigin(): Origin | null {
  const request = currentRequest();
  return request ? { requestId: request.requestId, trace: traceCarrier() } : null;
}

/**
 * Uses the caller's `X-Request-Id` if it is valid (short, no control characters: it appears in
 * logs), otherwise generates one. Returns it in the response.
 */
export function requestContext(request: Request, response: Response, next: NextFunction): void {
  const given = request.get('x-request-id');
  const requestId = given !== undefined && SANE_REQUEST_ID.test(given) ? given : randomUUID();
  response.setHeader('X-Request-Id', requestId);
  storage.run({ requestId, language: languageOf(request), client: rawClientInfo(request) }, next);
}
