import { type Request, type RequestHandler, type Response, type Router } from 'express';
import { type SimulatorContext } from '../context.js';
import { enact } from '../faults/enact.js';
import { type Fault } from '../faults/fault.js';
import { type Endpoint, type RequestSubject } from '../faults/fault-scripts.js';
import { type Invoice } from '../model/records.js';
import { ApiError, errorBody, refusal } from './api-error.js';
import { bodyOf } from './body.js';

/** What a call answers when nothing goes wrong on the way. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** Carries one call out. Throws {@link ApiError} to refuse it. */
export type Answer = (request: Request) => Reply | Promise<Reply>;

/** The methods of one path. */
export type Methods = Partial<Record<'GET' | 'POST' | 'PUT', Answer>>;

/**
 * Serves a path of the API: lets a scripted fault happen, or carries the call out and
 * writes its answer or refusal. Methods that are not there get 405.
 */
export function serve(
  router: Router,
  context: SimulatorContext,
  endpoint: Endpoint,
  path: string,
  methods: Methods,
): void {
  const handle: RequestHandler = async (request, response) => {
    const fault = context.faults.take(subjectOf(context, endpoint, request));
    if (fault !== null) tellFault(context, endpoint, fault);
    if (fault?.isAccepted === false && (await enact(fault.effect, request, response))) return;
    const reply = await replyTo(context, request, methods);
    if (fault?.isAccepted === true && (await enact(fault.effect, request, response))) return;
    write(response, reply);
  };
  router.all(path, handle);
}

/** The reply for a refused or broken call. */
export function replyOf(context: SimulatorContext, error: unknown): Reply {
  if (error instanceof ApiError) {
    return { status: error.status, body: errorBody(error, context.behaviour.errorShape) };
  }
  context.log(`error ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  const crash = refusal(500, 'error', 'A server error occurred.');
  return { status: 500, body: errorBody(crash, context.behaviour.errorShape) };
}

/** Writes a reply as IntaSend does: plain `application/json`. */
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

/** Whom the call is about: by its own words, or by the invoice it names. */
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
