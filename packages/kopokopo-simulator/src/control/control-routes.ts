import { type Request, Router } from 'express';
import { ApiError } from '../api/api-error.js';
import { type Reply, replyOf, write } from '../api/endpoint.js';
import { bodyOf, textIn } from '../api/request-body.js';
import { type SimulatorContext } from '../context.js';
import { FAULTS } from '../faults/fault-table.js';
import { OUTCOMES } from '../outcomes/outcome-table.js';
import { WEBHOOK_FAULTS } from '../webhooks/webhook-faults.js';
import {
  number,
  readApplication,
  readFault,
  readOutcome,
  readTillPayment,
  readWebhookFault,
  required,
} from './control-requests.js';
import { ControlError, type SimulatorControl } from './simulator-control.js';

type Call = (request: Request) => unknown;
type On = (method: 'get' | 'post' | 'delete', path: string, call: Call) => void;

/** A month of simulated time. Nothing in the simulator is scheduled later. */
const MAX_ADVANCE_MS = 31 * 24 * 60 * 60 * 1000;

/** Serves the control calls over HTTP: the same calls and names as in process, as JSON. */
export function controlRouter(context: SimulatorContext, control: SimulatorControl): Router {
  const router = Router();
  router.use((request, _response, next) => {
    // Browsers send an `Origin` with every POST, and no page may use the control calls.
    const isFromPage = request.get('origin') !== undefined;
    next(isFromPage ? new ApiError(403, 'Not for browsers.') : undefined);
  });
  const on: On = (method, path, call) => {
    router[method](path, async (request, response) => {
      write(response, await reply(context, request, call));
    });
  };
  serveScripts(on, control);
  serveApplications(on, control);
  serveMoney(on, control);
  serveTime(on, control);
  return router;
}

function serveScripts(on: On, control: SimulatorControl): void {
  on('get', '/', () => ({
    now: control.now().toISOString(),
    outcomes: OUTCOMES.map(({ name, phoneEnding, what }) => ({ name, phoneEnding, what })),
    faults: FAULTS.map(({ name, phoneEnding, what }) => ({ name, phoneEnding, what })),
    webhookFaults: WEBHOOK_FAULTS,
    unfinished: control.unfinished(),
  }));
  on('get', '/faults', () => control.faults());
  on('post', '/faults', (request) => {
    control.addFault(readFault(request));
    return control.faults();
  });
  on('delete', '/faults', () => {
    control.clearFaults();
  });
  on('get', '/webhook-faults', () => control.webhookFaults());
  on('post', '/webhook-faults', (request) => {
    control.addWebhookFault(readWebhookFault(request));
    return control.webhookFaults();
  });
  on('delete', '/webhook-faults', () => {
    control.clearWebhookFaults();
  });
  on('post', '/webhooks', (request) => {
    const { on: isOn } = bodyOf(request);
    if (typeof isOn !== 'boolean') throw new ControlError('on is true or false.');
    control.switchWebhooks(isOn);
  });
  on('get', '/struck', () => control.struck());
  on('post', '/outcomes', (request) => {
    control.addOutcome(readOutcome(request));
  });
  on('delete', '/outcomes', () => {
    control.clearOutcomes();
  });
}

function serveApplications(on: On, control: SimulatorControl): void {
  on('post', '/applications', (request) => {
    control.registerApplication(readApplication(request));
  });
  on('post', '/clients', (request) => {
    const clientId = required(bodyOf(request), 'clientId');
    if (bodyOf(request)['accepted'] === true) control.acceptClient(clientId);
    else control.refuseClient(clientId);
  });
  on('post', '/tokens', (request) => {
    const seconds = number(bodyOf(request), 'seconds', 86_400);
    if (seconds !== undefined) control.setTokenSeconds(seconds);
  });
  on('delete', '/tokens', () => {
    control.endTokens();
  });
}

function serveMoney(on: On, control: SimulatorControl): void {
  on('get', '/books', () => control.books());
  on('get', '/deliveries', () => control.deliveries());
  on('get', '/payments', (request) => {
    const { reference } = request.query;
    return control.payments(typeof reference === 'string' ? reference : undefined);
  });
  on('post', '/payments/:id/complete', (request) => {
    control.complete(String(request.params['id']));
  });
  on('post', '/payments/:id/fail', (request) => {
    control.fail(String(request.params['id']), textIn(bodyOf(request), 'error') ?? undefined);
  });
  on('post', '/till', (request) => control.payTill(readTillPayment(request)));
  on('post', '/till/:receipt/reverse', (request) =>
    control.reverse(String(request.params['receipt'])),
  );
  on('post', '/till/:receipt/tell', (request) =>
    control.tellAgain(String(request.params['receipt'])),
  );
}

function serveTime(on: On, control: SimulatorControl): void {
  const now = () => ({ now: control.now().toISOString() });
  on('post', '/advance', async (request) => {
    const ms = number(bodyOf(request), 'ms', MAX_ADVANCE_MS);
    if (ms === undefined) throw new ControlError('ms is required.');
    await control.advance(ms);
    return now();
  });
  on('post', '/fast-forward', async () => {
    await control.fastForward();
    return now();
  });
  on('post', '/reset', () => {
    control.reset();
  });
}

async function reply(context: SimulatorContext, request: Request, call: Call): Promise<Reply> {
  try {
    return { status: 200, body: (await call(request)) ?? { ok: true } };
  } catch (error) {
    return replyOf(
      context,
      error instanceof ControlError ? new ApiError(400, error.message) : error,
    );
  }
}
