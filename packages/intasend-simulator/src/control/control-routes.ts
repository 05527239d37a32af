import { type Request, Router } from 'express';
import { refusal } from '../api/api-error.js';
import { bodyOf, isObject } from '../api/body.js';
import { type Reply, replyOf, write } from '../api/endpoint.js';
import { Fields } from '../api/fields.js';
import { type SimulatorContext } from '../context.js';
import { FAULTS } from '../faults/fault-table.js';
import { OUTCOMES } from '../outcomes/outcome-table.js';
import { CHARGEBACK_STATUSES } from '../outcomes/settle-chargeback.js';
import { readBehaviour, readFault, readOutcome, readWebhookFault } from './control-requests.js';
import { WEBHOOK_FAULTS } from '../webhooks/webhook-faults.js';
import { NOISE_KINDS, type NoiseKind } from './noise.js';
import { ControlError, type SimulatorControl } from './simulator-control.js';

type Call = (request: Request) => unknown;

/** A month of simulated time. Nothing in the simulator is scheduled later. */
const MAX_ADVANCE_MS = 31 * 24 * 60 * 60 * 1000;

/** Serves the control calls over HTTP: the same calls and names as in process, as JSON. */
export function controlRouter(context: SimulatorContext, control: SimulatorControl): Router {
  const router = Router();
  router.use((request, _response, next) => {
    // Browsers send an `Origin` with every POST, and no page may use the control calls.
    const isFromPage = request.get('origin') !== undefined;
    next(isFromPage ? refusal(403, 'permission_denied', 'Not for browsers.') : undefined);
  });
  const on = (method: 'get' | 'post' | 'delete', path: string, call: Call): void => {
    router[method](path, async (request, response) => {
      write(response, await reply(context, request, call));
    });
  };
  serveScripts(on, control);
  serveWebhooks(on, control);
  serveAccounts(on, control);
  serveMoney(on, control);
  serveTime(on, control);
  return router;
}

type On = (method: 'get' | 'post' | 'delete', path: string, call: Call) => void;

function serveScripts(on: On, control: SimulatorControl): void {
  on('get', '/', () => ({
    now: control.now().toISOString(),
    behaviour: control.behave({}),
    outcomes: OUTCOMES.map(({ name, phoneEnding, what }) => ({ name, phoneEnding, what })),
    faults: FAULTS.map(({ name, phoneEnding, what }) => ({ name, phoneEnding, what })),
    webhookFaults: WEBHOOK_FAULTS,
    unfinished: control.unfinished(),
  }));
  on('get', '/faults', () => control.faults());
  on('post', '/faults', (request) => {
    control.addFault(readFault(bodyOf(request)));
    return control.faults();
  });
  on('delete', '/faults', () => {
    control.clearFaults();
  });
  on('get', '/struck', () => control.struck());
  on('post', '/outcomes', (request) => {
    control.addOutcome(readOutcome(bodyOf(request)));
  });
  on('delete', '/outcomes', () => {
    control.clearOutcomes();
  });
  on('post', '/behaviour', (request) => control.behave(readBehaviour(bodyOf(request))));
}

function serveWebhooks(on: On, control: SimulatorControl): void {
  on('get', '/deliveries', () => control.deliveries());
  on('get', '/webhook-faults', () => control.webhookFaults());
  on('post', '/webhook-faults', (request) => {
    control.addWebhookFault(readWebhookFault(bodyOf(request)));
    return control.webhookFaults();
  });
  on('delete', '/webhook-faults', () => {
    control.clearWebhookFaults();
  });
  on('post', '/webhooks', (request) => {
    const fields = new Fields(bodyOf(request));
    const url = fields.text('url', 2000);
    const challenge = fields.text('challenge', 500);
    const key = fields.text('publishableKey', 200) ?? undefined;
    fields.check();
    control.setWebhook(url === null ? null : { url, challenge }, key);
  });
  on('post', '/webhooks/on', (request) => {
    const key = publishableKeyOf(request);
    control.switchWebhookOn(key);
    return control.webhookHealth(key);
  });
  on('post', '/webhooks/send', async (request) => {
    const { event } = bodyOf(request);
    if (!isObject(event) && !isNoise(event)) {
      throw new ControlError(`event is an object or one of ${NOISE_KINDS.join(', ')}.`);
    }
    await control.sendWebhook(publishableKeyOf(request), event);
  });
}

function serveAccounts(on: On, control: SimulatorControl): void {
  on('post', '/accounts', (request) => {
    const key = publishableKeyOf(request);
    const fields = new Fields(bodyOf(request));
    const secretKey = fields.text('secretKey', 200);
    const isEligible = fields.flag('isEligible', true);
    fields.check();
    if (secretKey !== null) control.registerAccount(key, secretKey);
    control.setEligible(key, isEligible);
    return control.webhookHealth(key);
  });
  on('post', '/keys', (request) => {
    const fields = new Fields(bodyOf(request));
    const key = fields.requiredText('key', 200);
    const isAccepted = fields.flag('accepted', false);
    fields.check();
    if (isAccepted) control.acceptKey(key);
    else control.refuseKey(key);
  });
}

function serveMoney(on: On, control: SimulatorControl): void {
  on('get', '/books', () => control.books());
  on('get', '/invoices', (request) => {
    const { apiRef } = request.query;
    return control.invoices(typeof apiRef === 'string' ? apiRef : undefined);
  });
  on('post', '/invoices/:id/complete', (request) => {
    control.complete(String(request.params['id']));
  });
  on('post', '/invoices/:id/fail', (request) => {
    const fields = new Fields(bodyOf(request));
    const reason = fields.text('reason', 400);
    const code = fields.text('code', 20);
    fields.check();
    control.fail(String(request.params['id']), {
      ...(reason === null ? {} : { reason }),
      ...(code === null ? {} : { code }),
    });
  });
  on('post', '/chargebacks/:id', (request) => {
    const fields = new Fields(bodyOf(request));
    const status = fields.choice('status', CHARGEBACK_STATUSES, 'COMPLETED');
    const resolution = fields.text('resolution', 1000);
    fields.check();
    control.settleChargeback(String(request.params['id']), status, resolution);
  });
}

function serveTime(on: On, control: SimulatorControl): void {
  on('post', '/advance', async (request) => {
    const fields = new Fields(bodyOf(request));
    fields.requiredText('ms', 12);
    const ms = fields.count('ms', 0);
    fields.check();
    await control.advance(Math.min(ms, MAX_ADVANCE_MS));
    return { now: control.now().toISOString() };
  });
  on('post', '/fast-forward', async () => {
    await control.fastForward();
    return { now: control.now().toISOString() };
  });
  on('post', '/reset', () => {
    control.reset();
  });
}

async function reply(context: SimulatorContext, request: Request, call: Call): Promise<Reply> {
  try {
    return { status: 200, body: (await call(request)) ?? { ok: true } };
  } catch (error) {
    const isMistake = error instanceof ControlError;
    return replyOf(context, isMistake ? refusal(400, 'invalid', error.message) : error);
  }
}

function publishableKeyOf(request: Request): string {
  const fields = new Fields(bodyOf(request));
  const key = fields.requiredText('publishableKey', 200);
  fields.check();
  return key;
}

function isNoise(event: unknown): event is NoiseKind {
  return NOISE_KINDS.some((kind) => kind === event);
}
