import { type Request, type RequestHandler, type Response } from 'express';
import { enact, type Fault } from 'simulator-core';
import { type SimulatorContext } from '../context.js';
import { type Endpoint, type RequestSubject } from '../faults/fault-scripts.js';
import { type Application } from '../model/applications.js';
import { ApiError, errorBody } from './api-error.js';
import { bodyOf, objectIn, textIn } from './request-body.js';

/** The response to a call. A body of undefined is an empty one. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Executes a call. Throws {@link ApiError} to refuse it. */
export type Answer = (request: Request) => Reply | Promise<Reply>;

/** Serves a call: applies a scripted fault, or executes it and sends its response or error. */
export function served(
  context: SimulatorContext,
  endpoint: Endpoint,
  answer: Answer,
): RequestHandler {
  return async (request, response) => {
    const fault = context.faults.faultOf(subjectOf(context, endpoint, request));
    if (fault !== null) count(context, endpoint, fault);
    if (fault?.isAccepted === false && (await enact(fault.effect, request, response))) return;
    const reply = await replyTo(context, request, answer);
    if (fault?.isAccepted === true && (await enact(fault.effect, request, response))) return;
    write(response, reply);
  };
}

/** The application of the token in a request. @throws ApiError 401 */
export function applicationOf({ tokens }: SimulatorContext, request: Request): Application {
  const [, text] = /^Bearer (.+)$/i.exec(request.get('authorization') ?? '') ?? [];
  const token = text === undefined ? null : tokens.find(text);
  if (token === null) throw new ApiError(401, 'The access token is invalid', 'invalid_token');
  return token.application;
}

/** The response to a refused or failed call. */
export function replyOf({ log }: SimulatorContext, error: unknown): Reply {
  if (!(error instanceof ApiError)) {
    log(`error ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return { status: 500, body: errorBody(500, 'Internal Server Error') };
  }
  const { status, message, oauthError } = error;
  if (oauthError === null) return { status, body: errorBody(status, message) };
  return {
    status,
    body: { error: oauthError, error_description: message },
    headers: { 'WWW-Authenticate': `Bearer realm="Kopo Kopo", error="${oauthError}"` },
  };
}

/** Sends a response. */
export function write(response: Response, { status, body, headers = {} }: Reply): void {
  response.status(status);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (body === undefined) response.end();
  else {
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.end(JSON.stringify(body));
  }
}

async function replyTo(
  context: SimulatorContext,
  request: Request,
  answer: Answer,
): Promise<Reply> {
  try {
    return await answer(request);
  } catch (error) {
    return replyOf(context, error);
  }
}

function count(context: SimulatorContext, endpoint: Endpoint, fault: Fault): void {
  context.struck.add(endpoint, fault.name);
  context.log(`fault at ${endpoint}: ${fault.name}`);
  context.changes.emit();
}

/** The phone and reference of a call, from its body or from the payment that it names. */
function subjectOf(
  { store }: SimulatorContext,
  endpoint: Endpoint,
  request: Request,
): RequestSubject {
  const body = bodyOf(request);
  const payment = store.payments.get(String(request.params['id']));
  const metadata = payment?.metadata ?? objectIn(body, 'metadata');
  return {
    endpoint,
    phone: payment?.phone ?? textIn(objectIn(body, 'subscriber'), 'phone_number') ?? '',
    reference: textIn(metadata, 'reference') ?? '',
  };
}
