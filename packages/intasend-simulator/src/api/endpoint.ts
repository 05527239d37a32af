import { type Request, type RequestHandler, type Response, type Router } from 'express';
import { enact, type Fault } from 'simulator-core';
import { type SimulatorContext } from '../context.js';
import { type Endpoint, type RequestSubject } from '../faults/fault-scripts.js';
import { type Invoice } from '../model/records.js';
import { ApiError, errorBody, refusal } from './api-error.js';
import { bodyOf } from './body.js';

/** The response to a successful call. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** Executes a call. Throws {@link ApiError} to refuse it. */
export type Answer = (request: Request) => Reply | Promise<Reply>;

/** The methods of one path. */
export type Methods = Partial<Record<'GET' | 'POST' | 'PUT', Answer>>;

/**
 * Serves a path of the API: applies a scripted fault, or executes the call and sends its response
 * or error. Other methods get 405.
 */
export function serve(
  router: Router,
  context: SimulatorContext,
  endpoint: Endpoint,
  path: string,
  methods: Methods,
): void {
  const handle: RequestHandler = async (request, response) => {
    const fault = context.faults.faultOf(subjectOf(context, endpoint, request));
    if (fault !== null) tellFault(context, endpoint, fault);
    if (fault?.isAccepted === false && (await enact(fault.effect, request, response))) return;
    const reply = await replyTo(context, request, methods);
    if (fault?.isAccepted === true && (await enact(fault.effect, request, response))) return;
    write(response, reply);
  };
  router.all(path, handle);
}

/** The response to a refused or failed call. */
export function replyOf(context: SimulatorContext, error: unknown): Reply {
  if (error instanceof ApiError) {
    return { status: error.status, body: errorBody(error, context.behaviour.errorShape) };
  }
  context.log(`error ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  const crash = refusal(500, 'error', 'A server error occurred.');
  return { status: 500, body: errorBody(crash, context.behaviour.errorShape) };
}

/** Sends a response as IntaSend does: plain `application/json`. */
export function write(response: Response, reply: Reply): void {
  response.status(reply.status).setHeader('Content-Type', 'application/json');
  if (reply.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  response.end(JSON.stringify(reply.body));
}

function tellFault(context: SimulatorContext, endpoint: Endpoint, fault: Fault): void {
  context.struck.add(endpoint, fault.name);
  context.log(`fault at ${endpoint}: ${fault.name}`);
  context.changes.emit();
}

async function replyTo(
  context: SimulatorContext,
  request: Request,
  methods: Methods,
): Promise<Reply> {
  try {
    const answer = methods[request.method as keyof Methods];
    if (answer === undefined) {
      throw refusal(405, 'method_not_allowed', `Method "${request.method}" not allowed.`);
    }
    return await answer(request);
  } catch (error) {
    return replyOf(context, error);
  }
}

/** The reference and phone number of a call, from its body or from the invoice that it names. */
function subjectOf(
  context: SimulatorContext,
  endpoint: Endpoint,
  request: Request,
): RequestSubject {
  const body = bodyOf(request);
  const invoice = namedInvoice(context, request, body);
  return {
    endpoint,
    phone: textOf(body['phone_number']) ?? invoice?.customer.phone ?? '',
    apiRef: textOf(body['api_ref']) ?? textOf(request.query['api_ref']) ?? invoice?.apiRef ?? '',
  };
}

function namedInvoice(
  { store }: SimulatorContext,
  request: Request,
  body: Readonly<Record<string, unknown>>,
): Invoice | undefined {
  const id = body['invoice_id'] ?? body['invoice'] ?? request.params['id'];
  return typeof id === 'string' ? store.invoices.get(id) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
