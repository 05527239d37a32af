import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { KeyRing } from '../../src/common/crypto/key-ring.js';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { type FaultScript } from 'intasend-simulator';
import { startTestApp, type TestApp } from '../support/app.js';
import { age, runPlannedJobs } from '../support/jobs.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { aShop, type Shop } from '../support/shop.js';
import { aPhone, checkStatus, createLink, initiate, paymentDetails } from '../support/selling.js';

const A_MINUTE = 60_000;
const INTERVAL_SECONDS = 600;
const PACED = { STATUS_CHECK_MIN_INTERVAL_MS: String(INTERVAL_SECONDS * 1000) };

/** Strikes whoever asks about a payment, so that a question never asked leaves it unused. */
const TRAP: FaultScript = { fault: 'unauthorized', endpoint: 'status' };

describe('asking IntaSend for a status check', () => {
  let database: TestDatabase;
  let app: TestApp;
  let twin: TestApp;
  let paced: readonly [TestApp, TestApp];
  let shop: Shop;

  beforeAll(async () => {
    database = await createTestDatabase();
    const ENCRYPTION_KEY = KeyRing.generateKey();
    const start = (settings: Record<string, string>, first?: TestApp): Promise<TestApp> =>
      startTestApp({
        databaseUrl: database.url,
        ...(first ? { simulator: first.simulator } : {}),
        settings: { ENCRYPTION_KEY, INTASEND_TIMEOUT_MS: '1500', ...settings },
      });
    app = await start({});
    twin = await start(PACED, app);
    paced = [await start(PACED, app), twin];
    shop = await aShop(app);
    app.simulator.control.behave({ webhooks: false });
  });
  afterAll(async () => {
    for (const each of [...paced, app]) await each.stop();
    await database.drop();
  });
  afterEach(() => {
    app.simulator.control.clearFaults();
  });

  async function started(of: Shop = shop): Promise<string> {
    const answer = await initiate(app, of, { phone_number: aPhone() }).expect(201);
    return String(answer.body.payment.id);
  }

  it.each([
    ['503', { fault: 'unavailable' }],
    ['a 500', { fault: 'server_error' }],
    ['no answer', { fault: 'hang' }],
    ['a cut connection', { fault: 'drop' }],
    ['a page', { fault: 'not_json' }],
    ['an empty answer', { fault: 'empty', status: 200 }],
    ['JSON without an invoice', { fault: 'detail_error', status: 200 }],
    ['429', { fault: 'too_many_requests', retryAfterSeconds: 60 }],
    ['a firewall', { fault: 'edge_blocked' }],
  ] satisfies [string, FaultScript][])(
    'answers with the stored state and stale: true after %s, and asks again later',
    async (_, fault) => {
      const id = await started();
      await app.simulator.control.advance(A_MINUTE);
      app.simulator.control.addFault({ ...fault, endpoint: 'status' });
      const stale = await checkStatus(app, shop, id).expect(200);
      expect(stale.body).toMatchObject({
        message: 'Payment status checked successfully',
        status: 'processing',
        state: 'PENDING',
        stale: true,
      });
      expect(app.simulator.control.faults()).toEqual([]);

      const fresh = await checkStatus(app, shop, id).expect(200);
      expect(fresh.body.status).toBe('completed');
      expect(fresh.body).not.toHaveProperty('stale');
    },
  );

  it.each([['unauthorized'], ['not_eligible']] as const)(
    'answers 502 when the keys are refused (%s), and changes nothing',
    async (fault) => {
      const id = await started();
      const before = await paymentDetails(app, shop, id);
      app.simulator.control.addFault({ fault, endpoint: 'status' });
      const refused = await checkStatus(app, shop, id).expect(502);
      expect(refused.body).toStrictEqual({
        error: 'IntaSend refused the API credentials. Check the keys and their environment.',
        code: 'intasend_credentials_refused',
        request_id: refused.headers['x-request-id'],
        payment_id: id,
      });
      expect(await paymentDetails(app, shop, id)).toEqual(before);
    },
  );

  it('does not ask about a payment that is completed or failed', async () => {
    const completed = await started();
    await app.simulator.control.advance(A_MINUTE);
    await checkStatus(app, shop, completed).expect(200);
    app.simulator.control.addOutcome({ outcome: 'cancelled' });
    const failed = await started();
    await app.simulator.control.advance(A_MINUTE);
    await checkStatus(app, shop, failed).expect(200);

    app.simulator.control.addFault(TRAP);
    for (const [id, status] of [
      [completed, 'completed'],
      [failed, 'failed'],
    ]) {
      const checked = await checkStatus(app, shop, id).expect(200);
      expect(checked.body.status).toBe(status);
    }
    expect(app.simulator.control.faults()).toMatchObject([{ left: 1 }]);
  });

  it('asks again before a payment expires, however recent the last question was', async () => {
    const id = await started();
    app.simulator.control.addFault({ fault: 'drop', endpoint: 'status' });
    await checkStatus(twin, shop, id).expect(200);
    await app.simulator.control.advance(A_MINUTE);
    await age(app, id, 15);
    await runPlannedJobs(twin);
    const { status, history } = await paymentDetails(app, shop, id);
    expect(status).toBe('completed');
    expect(history.map(({ event }) => event)).not.toContain('expired');
  });

  it('asks once per interval, however many servers there are', async () => {
    const id = await started();
    const askedAgo = (seconds: number): Promise<unknown> =>
      app.database.query(
        `UPDATE payments SET status_asked_at = now() - $2 * interval '1 second' WHERE id = $1`,
        [id, seconds],
      );
    const ask = (server: TestApp): Promise<string> =>
      checkStatus(server, shop, id).then(({ body }) => String(body.state));
    await app.simulator.control.advance(5_000);
    expect(await ask(paced[0])).toBe('PROCESSING');

    await app.simulator.control.advance(A_MINUTE);
    await askedAgo(INTERVAL_SECONDS - 30);
    app.simulator.control.addFault(TRAP);
    expect(await Promise.all([...paced, ...paced].map(ask))).toEqual(
      Array<string>(4).fill('PROCESSING'),
    );
    expect(app.simulator.control.faults()).toMatchObject([{ left: 1 }]);
    app.simulator.control.clearFaults();

    await askedAgo(INTERVAL_SECONDS);
    expect(await ask(twin)).toBe('COMPLETE');
  });

  it('asks once of many checks at the same moment', async () => {
    const id = await started();
    app.simulator.control.addFault({ ...TRAP, times: 8 });
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, tap) => checkStatus(paced[tap % 2 ? 1 : 0], shop, id)),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array<number>(7).fill(200), 502]);
    expect(app.simulator.control.faults()).toMatchObject([{ left: 7 }]);
  });

  it('asks about a link by its reference', async () => {
    const link = await createLink(app, shop, { phone_number: aPhone() }).expect(201);
    app.simulator.control.addFault({ ...TRAP, times: 'forever' });
    const checked = await checkStatus(app, shop, link.body.payment.id).expect(200);
    expect(checked.body).toMatchObject({ status: 'pending', state: 'PENDING' });
    expect(checked.body).not.toHaveProperty('stale');
  });

  it('falls back to the newest active credentials of the same environment', async () => {
    const owner = await aShop(app);
    const id = await started(owner);
    await app.simulator.control.advance(A_MINUTE);
    const add = async (world: 'test' | 'live', suffix: string): Promise<void> => {
      const keys = {
        provider: 'instasend',
        environment: world === 'live' ? 'live' : 'sandbox',
        api_key: `ISPubKey_${world}_${suffix}`,
        private_key: `ISSecretKey_${world}_${suffix}`,
      };
      await app.post('/payments/credentials/', keys, owner.token).expect(201);
    };
    // Only the keys of the payment's own account can ask about it.
    await add('test', randomHex(12));
    await add('test', owner.publishableKey.replace('ISPubKey_test_', ''));
    await add('live', randomHex(12));
    await app.database.query('UPDATE credentials SET is_active = false WHERE id = $1', [
      owner.credentialId,
    ]);
    app.simulator.control.refuseKey(owner.publishableKey);
    await checkStatus(app, owner, id).expect(502);
    app.simulator.control.acceptKey(owner.publishableKey);

    const checked = await checkStatus(app, owner, id).expect(200);
    expect(checked.body.status).toBe('completed');
  });

  it('prefers the credentials of the payment to newer ones', async () => {
    const owner = await aShop(app);
    const id = await started(owner);
    await app.simulator.control.advance(A_MINUTE);
    const suffix = randomHex(12);
    const newer = {
      provider: 'instasend',
      api_key: `ISPubKey_test_${suffix}`,
      private_key: `ISSecretKey_test_${suffix}`,
    };
    await app.post('/payments/credentials/', newer, owner.token).expect(201);
    const checked = await checkStatus(app, owner, id).expect(200);
    expect(checked.body.status).toBe('completed');
  });
});
