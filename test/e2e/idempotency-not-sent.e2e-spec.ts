import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Response, type Test } from 'supertest';
import { newId } from '../../src/common/ids/uuid.js';
import { CREATE_LINK, INITIATE, isReplayOf, keysOf, replayIn } from '../support/idempotency.js';
import { aFailedPrompt } from '../support/retrying.js';
import { aPhone, paymentDetails } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import { deliver, paidEvent, startWatchedApp, type WatchedApp } from '../support/webhooks.js';

const STK_PUSH = '/payment/mpesa-stk-push/';

const FAULTS = [
  ['IntaSend is not available', { fault: 'unavailable' }, 503],
  ['IntaSend throttles us', { fault: 'too_many_requests', retryAfterSeconds: 1 }, 503],
  ['IntaSend refuses our keys', { fault: 'unauthorized' }, 502],
] as const;

type Send = (key: string) => Test;

describe('an Idempotency-Key under which nothing was sent', () => {
  let app: WatchedApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startWatchedApp();
    shop = await aShop(app);
  });
  afterAll(() => app.stop());
  afterEach(() => {
    app.simulator.control.clearFaults();
  });

  const sale =
    (path: string, phone = aPhone()): Send =>
    (key) =>
      app.post(path, shop.saleRequest({ phone_number: phone }), {
        ...shop.portal,
        'Idempotency-Key': key,
      });
  const retryOf =
    (id: string): Send =>
    (key) =>
      app.post(`/payments/intasend/${id}/retry/`, undefined, {
        ...shop.portal,
        'Idempotency-Key': key,
      });

  /** Each request that is carried out once. */
  const REQUESTS: readonly (readonly [string, () => Promise<Send>])[] = [
    ['initiate', () => Promise.resolve(sale(INITIATE))],
    ['create-link', () => Promise.resolve(sale(CREATE_LINK))],
    ['retry', async () => retryOf((await aFailedPrompt(app, shop)).id)],
  ];
  const CASES = REQUESTS.flatMap(([name, request]) =>
    FAULTS.map(([why, fault, status]) => [name, why, fault, status, request] as const),
  );

  it.each(CASES)('tries again at %s after %s', async (_name, _why, fault, status, request) => {
    const [key, send] = [newId(), await request()];
    const before = await keysOf(app, shop);
    app.simulator.control.addFault(fault);
    const refused = await send(key).expect(status);
    expect(await keysOf(app, shop)).toBe(before);
    expect(await paymentDetails(app, shop, refused.body.payment_id)).toMatchObject({
      status: 'failed',
    });

    const again = await send(key).expect(201);
    expect(again.headers).not.toHaveProperty('idempotent-replayed');
    expect(replayIn(await send(key))).toEqual(isReplayOf(again));
  });

  it('may be used for another request', async () => {
    const key = newId();
    app.simulator.control.addFault({ fault: 'unavailable' });
    await sale(INITIATE)(key).expect(503);
    await sale(INITIATE)(key).expect(201);
  });

  it('is claimed by one of several concurrent retries', async () => {
    const [key, send] = [newId(), sale(INITIATE)];
    app.simulator.control.addFault({ fault: 'unavailable' });
    await send(key).expect(503);
    const held = app.proxy.hold(STK_PUSH);
    const answers = Array.from({ length: 4 }, () => send(key).then((answer) => answer));
    await held.arrived;
    // The three others are answered while the first is still held.
    const refused = await firstOf(answers, 3);
    expect(refused.map(({ status }) => status)).toEqual([409, 409, 409]);
    held.release();
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([201, 409, 409, 409]);
  });

  it('is stored when a report of the payment arrived before the refusal: something was sent', async () => {
    const [key, phone] = [newId(), aPhone()];
    const send = sale(INITIATE, phone);
    const held = app.proxy.holdRequest(STK_PUSH);
    const running = send(key).then((answer) => answer);
    await held.arrived;
    const [row] = await app.database.query<{ id: string }>(
      'SELECT id FROM payments WHERE phone_number = $1',
      [phone],
    );
    const id = row?.id ?? '';
    await deliver(app, paidEvent({ id, reference: `${id}-1`, invoiceId: 'EARLY01' }, shop));
    app.simulator.control.addFault({ fault: 'unavailable' });
    held.release();
    const first = await running;
    expect({ status: first.status, body: first.body }).toMatchObject({
      status: 202,
      body: { payment_id: id, payment: { id, status: 'completed' } },
    });
    expect(replayIn(await send(key))).toEqual(isReplayOf(first));
    // It was completed already, so the answer has the access code, which is stored sealed.
    const { code } = first.body.payment.access as { code: string };
    expect(code).toMatch(/^[2-9A-HJKMNP-Z]{8}$/);
    const rows = await app.database.query('SELECT k::text AS row FROM idempotency_keys k');
    expect(JSON.stringify(rows)).not.toContain(code);
  });
});

/** The answers that come first, of those that are on their way. */
function firstOf(answers: readonly Promise<Response>[], count: number): Promise<Response[]> {
  const come: Response[] = [];
  return new Promise((resolve, reject) => {
    for (const answer of answers) {
      answer.then((each) => {
        if (come.push(each) === count) resolve(come.slice());
      }, reject);
    }
  });
}
