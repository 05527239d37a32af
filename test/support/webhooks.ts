import { type Simulator, startSimulator } from 'intasend-simulator';
import { type ServerAt, startTestApp, type TestApp, type TestAppOptions } from './app.js';
import { aPhone, initiate } from './selling.js';
import { type Shop } from './shop.js';
import { startHoldingProxy, type HoldingProxy } from './holding-proxy.js';

export const WEBHOOK_PATH = '/payments/webhook/';

type Json = Readonly<Record<string, unknown>>;

/** A server whose calls to IntaSend can be seen and held back. */
export interface WatchedApp extends TestApp {
  readonly proxy: HoldingProxy;
}

/** Starts a server with its own simulator behind a proxy. */
export async function startWatchedApp(
  options: Omit<TestAppOptions, 'simulator'> = {},
): Promise<WatchedApp> {
  const simulator: Simulator = await startSimulator({ port: 0, speed: 0 });
  const proxy = await startHoldingProxy(simulator.url);
  const app = await startTestApp({
    ...options,
    simulator,
    settings: { INTASEND_SANDBOX_URL: proxy.url, ...options.settings },
  });
  return {
    ...app,
    proxy,
    stop: async () => {
      await app.stop();
      await proxy.stop();
      await simulator.stop();
    },
  };
}

/** An active prompt, with the ids of IntaSend. */
export interface PromptOut {
  readonly id: string;
  readonly reference: string;
  readonly invoiceId: string;
}

/**
 * Sends a prompt to a phone whose owner never decides, so that only the test causes events. The
 * webhooks of the shop are switched off.
 */
export async function aPromptOut(
  app: ServerAt,
  shop: Shop,
  overrides: Json = {},
): Promise<PromptOut> {
  app.simulator.control.setWebhook(null, shop.publishableKey);
  const phone = aPhone();
  app.simulator.control.addOutcome({ outcome: 'never_finishes', phone: phone.slice(1) });
  const { body } = await initiate(app, shop, { phone_number: phone, ...overrides }).expect(201);
  const id = String(body.payment.id);
  return { id, reference: `${id}-1`, invoiceId: String(body.intasend.invoice_id) };
}

/** The event about a paid prompt, in the format of IntaSend. */
export const paidEvent = (sold: PromptOut, shop: Shop, overrides: Json = {}): Json => ({
  invoice_id: sold.invoiceId,
  state: 'COMPLETE',
  provider: 'M-PESA',
  charges: '1.50',
  net_amount: '48.50',
  currency: 'KES',
  value: '50.00',
  account: '254711000000',
  api_ref: sold.reference,
  clearing_status: 'AVAILABLE',
  mpesa_reference: 'TDL4MADEUP',
  host: '203.0.113.7',
  card_info: { bin_country: null, card_type: null },
  retry_count: 0,
  failed_reason: null,
  failed_code: null,
  failed_code_link: null,
  created_at: '2026-01-01T15:00:00.000100+03:00',
  updated_at: '2026-01-01T15:00:30.000200+03:00',
  ...(shop.challenge === null ? {} : { challenge: shop.challenge }),
  ...overrides,
});

/** The same event for a prompt that was cancelled. */
export const failedEvent = (sold: PromptOut, shop: Shop, overrides: Json = {}): Json =>
  paidEvent(sold, shop, {
    state: 'FAILED',
    charges: '0.00',
    mpesa_reference: null,
    failed_reason: 'Request cancelled by user',
    failed_code: '-1',
    ...overrides,
  });

/** Delivers an event and waits until the server has processed it. */
export async function deliver(app: TestApp, body: Json): Promise<void> {
  await app.post(WEBHOOK_PATH, body).expect(200, { status: 'ok' });
  await app.idle();
}

/** A stored event. */
export interface StoredEvent {
  readonly kind: string;
  readonly trust: string;
  readonly outcome: string;
  readonly invoiceId: string | null;
  readonly reference: string | null;
  readonly state: string | null;
  readonly paymentId: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

/** All stored events, oldest first. */
export const storedEvents = (app: TestApp): Promise<StoredEvent[]> =>
  app.database.query<StoredEvent>(
    `SELECT kind, trust, outcome, invoice_id AS "invoiceId", reference, state,
            payment_id AS "paymentId", body
       FROM webhook_events ORDER BY id`,
  );

/** Deletes all stored events. */
export async function emptyInbox(app: TestApp): Promise<void> {
  await app.database.query('DELETE FROM webhook_events');
}

/** The log lines that report a security event. */
export const securityEvents = (app: TestApp): Json[] =>
  app.logs.map((line) => JSON.parse(line) as Json).filter((line) => line['security'] === true);
