import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportSpans } from '../../src/common/tracing/export-spans.js';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { runPlannedJobs } from '../support/jobs.js';
import { initiate } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import {
  type SeenSpan,
  startTraceCollector,
  type TraceCollector,
} from '../support/trace-collector.js';
import { paidEvent, startWatchedApp, type WatchedApp } from '../support/webhooks.js';

const traceparent = (traceId: string): string => `00-${traceId}-${randomHex(8)}-01`;

describe('the trace of a sale', () => {
  let collector: TraceCollector;
  let app: WatchedApp;
  let shop: Shop;
  let finish: () => Promise<void>;
  const [sale, webhook] = [randomHex(16), randomHex(16)];
  let spans: SeenSpan[];

  beforeAll(async () => {
    collector = await startTraceCollector();
    finish = exportSpans(collector.url);
    app = await startWatchedApp({ settings: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url } });
    shop = await aShop(app);
    app.simulator.control.setWebhook(null, shop.publishableKey);
    app.simulator.control.addOutcome({ outcome: 'never_finishes', phone: '711999002' });
    const { body } = await initiate(app, shop, { phone_number: '0711999002' })
      .set({ traceparent: traceparent(sale), 'X-Request-Id': 'sale-1' })
      .expect(201);
    await runPlannedJobs(app);
    const id = String(body.payment.id);
    const sold = { id, reference: `${id}-1`, invoiceId: String(body.intasend.invoice_id) };
    const headers = { traceparent: traceparent(webhook), 'X-Request-Id': 'webhook-1' };
    await app
      .post('/payments/webhook/', paidEvent(sold, shop, { state: 'PROCESSING' }), headers)
      .expect(200);
    await app.idle();
    await finish();
    spans = collector.spans();
  });
  afterAll(async () => {
    await app.stop();
    await collector.server.stop();
  });

  const named = (name: string): SeenSpan[] => spans.filter((span) => span.name === name);
  const only = (name: string, traceId: string): SeenSpan => {
    const found = named(name).filter((span) => span.traceId === traceId);
    expect(found).toHaveLength(1);
    return found[0] as SeenSpan;
  };

  it('continues the trace of its caller', () => {
    expect(only('POST /payments/intasend/initiate', sale).attributes).toMatchObject({
      'http.request.method': 'POST',
      'http.route': '/payments/intasend/initiate',
      'http.response.status_code': 201,
      'lipafi.request_id': 'sale-1',
    });
  });

  it('holds the call of the provider and the work of the database', () => {
    const request = only('POST /payments/intasend/initiate', sale);
    expect(only('instasend prompt', sale).parentSpanId).toBe(request.spanId);
    const work = spans.filter(
      ({ traceId, name }) => traceId === sale && name.startsWith('database'),
    );
    expect(work.length).toBeGreaterThan(2);
  });

  it('continues in the reconciliation job, and in its calls', () => {
    const job = only('job follow_payment', sale);
    expect(job.attributes).toMatchObject({ 'lipafi.request_id': 'sale-1' });
    expect(only('instasend fetch_reports', sale).parentSpanId).toBe(job.spanId);
  });

  it('of a webhook continues in the job that processes it', () => {
    const request = only('POST /payments/webhook', webhook);
    expect(only('job process_webhook', webhook).attributes).toMatchObject({
      'lipafi.request_id': 'webhook-1',
    });
    expect(request.attributes).toMatchObject({ 'lipafi.request_id': 'webhook-1' });
  });

  it('is passed on to the provider, together with the id of the request', () => {
    const asked = app.proxy.headersOf('/payment/mpesa-stk-push/');
    expect(asked).toMatchObject([
      { 'x-request-id': 'sale-1', traceparent: expect.stringContaining(sale) },
    ]);
  });

  it('holds no key, no phone number and no address', () => {
    const text = JSON.stringify(spans);
    for (const secret of [shop.secretKey, shop.publicKey, shop.accessToken, '711999002']) {
      expect(text).not.toContain(secret);
    }
  });
});

describe('a server without a collector', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());

  it('takes no notice of a trace', async () => {
    await app.get('/health/ready', { traceparent: traceparent(randomHex(16)) }).expect(200);
    await app.get('/health/ready', { traceparent: 'nonsense' }).expect(200);
  });
});
