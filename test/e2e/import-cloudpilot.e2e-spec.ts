import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { CloudPilotDatabase } from '../support/cloudpilot.js';
import {
  AMINA,
  BARAKA,
  ENCRYPTION_KEY,
  fillCloudPilot,
  PASSWORD,
  PRIVATE_KEY,
  PUBLIC_KEY,
  runImport,
  SECRET_KEY,
  SHOUTED_KEY,
} from '../support/cloudpilot-import.js';
import { type CommandResult } from '../support/command.js';
import { plannedJobs } from '../support/jobs.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { opened, rowOf } from '../support/sealed.js';
import { anOperator } from '../support/shop.js';

const COUNTS = [
  'users: 3 in CloudPilot; 0 here before, 3 added, 3 here now',
  'api_keys: 2 in CloudPilot; 0 here before, 2 added, 2 here now',
  'routers: 2 in CloudPilot; 0 here before, 2 added, 2 here now',
  'packages: 3 in CloudPilot; 0 here before, 3 added, 3 here now',
  'credentials: 3 in CloudPilot; 0 here before, 3 added, 3 here now',
  'payments: 6 in CloudPilot; 0 here before, 6 added, 6 here now',
  'payments cancelled in CloudPilot: 1',
  'payments completed in CloudPilot: 2',
  'payments failed in CloudPilot: 1',
  'payments pending in CloudPilot: 1',
  'payments processing in CloudPilot: 1',
  'open payments that the provider will be asked about: 2',
  'auth_user 12 (nobody) cannot log in with a password: it has no password',
  'routers_package 102: costs 1499.50; M-Pesa takes whole shillings only, so it can be sold by ' +
    'link and not by prompt until its price is changed',
];

const lines = ({ stdout }: CommandResult): string[] => stdout.trim().split('\n');

describe('the rows of an import', () => {
  let database: TestDatabase;
  let pilot: CloudPilotDatabase;
  let app: TestApp;
  let payments: Record<string, string>;
  let result: CommandResult;
  let token: { Authorization: string };

  beforeAll(async () => {
    database = await createTestDatabase();
    pilot = await CloudPilotDatabase.create();
    payments = await fillCloudPilot(pilot);
    const before = await pilot.client.query('SELECT * FROM payments_payment ORDER BY id');
    const dry = await runImport(database, pilot, ['--dry-run']);
    expect(lines(dry)).toEqual([...COUNTS, 'This was a dry run: nothing has changed.']);
    result = await runImport(database, pilot);
    const after = await pilot.client.query('SELECT * FROM payments_payment ORDER BY id');
    expect(after.rows).toEqual(before.rows);

    app = await startTestApp({ databaseUrl: database.url, settings: { ENCRYPTION_KEY } });
    const { body } = await app
      .post('/users/login/', { username: 'amina', password: PASSWORD })
      .expect(200);
    token = { Authorization: `Bearer ${String(body.access_token)}` };
  });
  afterAll(async () => {
    await app.stop();
    await pilot.drop();
    await database.drop();
  });

  const payment = async (state: string): Promise<Record<string, unknown>> => {
    const { body } = await app.get(`/payments/${payments[state] ?? ''}/`, token).expect(200);
    return body as Record<string, unknown>;
  };

  it('is counted before and after, and nothing of it was there after the dry run', () => {
    expect(result).toMatchObject({ status: 0, stderr: '' });
    expect(lines(result)).toEqual([
      ...COUNTS,
      expect.stringMatching(/^Everything is here but the passwords of 1 /),
    ]);
  });

  it('prints nothing secret', () => {
    for (const secret of [pilot.encryptionKey, ENCRYPTION_KEY, SECRET_KEY, 'router pass phrase']) {
      expect(result.stdout).not.toContain(secret);
    }
  });

  it('is a completed payment with the times, the device and the id that it had', async () => {
    expect(await payment('completed')).toMatchObject({
      id: payments['completed'],
      user: AMINA,
      router: 31,
      package: 101,
      amount: '50.00',
      status: 'completed',
      intasend_invoice_id: 'COMP001',
      intasend_state: 'COMPLETE',
      mac_address: 'AA:BB:CC:DD:EE:FF',
      ip_address: '10.5.50.7',
      completed_at: '2024-03-01T08:31:00.000Z',
      package_expiry_time: '2024-03-02T09:00:00.000Z',
      created_at: '2024-03-01T08:30:15.123Z',
      history: [{ event: 'imported', from: null, to: 'completed', source: 'import' }],
    });
  });

  it('is a failed payment with its message and its retries', async () => {
    expect(await payment('failed')).toMatchObject({
      status: 'failed',
      error_message: 'Wrong PIN',
      retry_count: 2,
      intasend_invoice_id: 'FAIL001',
      attempts: [{ number: 3, delivery: 'accepted', environment: 'sandbox' }],
    });
  });

  it('has a cancelled payment as a failed one, with the old status in its history', async () => {
    expect(await payment('cancelled')).toMatchObject({
      status: 'failed',
      phone_number: 'abc',
      error_message: 'The payment was cancelled.',
      intasend_invoice_id: '',
      intasend_payment_id: '',
      mpesa_reference: null,
      history: [{ evidence: { system: 'cloudpilot', status: 'cancelled' } }],
    });
  });

  it('is a payment that somebody set completed, with the times that it lacked', async () => {
    const row = await app.database.query(
      `SELECT status, completed_at, package_expiry_time FROM payments WHERE id = $1`,
      [payments['edited']],
    );
    expect(row).toEqual([
      {
        status: 'completed',
        completed_at: new Date('2024-03-01T08:30:15.123Z'),
        package_expiry_time: new Date('2024-03-02T08:30:15.123Z'),
      },
    ]);
  });

  it('is every open payment as open, with a job that asks IntaSend about it', async () => {
    expect(await payment('processing')).toMatchObject({
      status: 'processing',
      intasend_invoice_id: 'PROC001',
      intasend_payment_id: 'pay-1',
    });
    expect(await payment('pending')).toMatchObject({
      status: 'pending',
      attempts: [{ delivery: 'unknown' }],
    });
    const keys = (await plannedJobs(app)).map(({ key }) => key);
    const followed = ['pending', 'processing'].map((state) => `follow-${payments[state] ?? ''}-1`);
    expect(keys).toEqual(expect.arrayContaining(followed));
  });

  it('is what was sealed, opened with the old key and sealed with ours', async () => {
    const credential = await rowOf(app, 'credentials', 6);
    expect(opened(app, credential['private_key_sealed'])).toBe(SECRET_KEY);
    expect(credential).toMatchObject({
      api_key: 'ISPubKey_test_imported',
      private_key_hint: 'rted',
      environment: 'sandbox',
    });
    const router = await rowOf(app, 'routers', 44);
    expect(opened(app, router['password_sealed'])).toBe('router pass phrase');
    expect(router).toMatchObject({ user_id: BARAKA, port: 8443, use_https: true });
  });

  it('is the profile and the packages', async () => {
    const profile = await app.get('/users/profile/', token).expect(200);
    expect(profile.body).toMatchObject({ bio: 'Sells WiFi', website: 'https://amina.example' });
    const packages = await app.get('/routers/packages/', token).expect(200);
    expect(packages.body.results).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          id: 102,
          price: '1499.50',
          duration_display: '1 month',
          is_active: false,
        }),
      ]),
    );
  });

  it('is the keys that its portals hold: they sell with the ids they have written down', async () => {
    const saleRequest = {
      router_id: '31',
      package_id: '101',
      phone_number: '0712345678',
      amount: '50',
    };
    const sold = await app
      .post('/payments/intasend/initiate/', saleRequest, { 'X-Public-Key': PUBLIC_KEY })
      .expect(201);
    expect(sold.body.payment).toMatchObject({ user: AMINA, status: 'processing' });
    const shown = await app
      .get('/routers/31/packages/', { 'X-Public-Key': PUBLIC_KEY })
      .expect(200);
    expect(shown.body.packages).toMatchObject([{ id: 101 }]);
  });

  it('is the private halves of API keys: they log in, however they were written', async () => {
    const keys = { public_key: PUBLIC_KEY, private_key: PRIVATE_KEY };
    await app.post('/users/api-key-login/', keys).expect(200);
    await app.post('/users/api-key-login/', { ...keys, private_key: randomHex(32) }).expect(401);
    await app.database.query('UPDATE users SET is_active = true WHERE id = $1', [BARAKA]);
    const { rows } = await pilot.client.query<{ key: string }>(
      'SELECT public_key AS key FROM users_apikey WHERE user_id = $1',
      [BARAKA],
    );
    await app
      .post('/users/api-key-login/', { public_key: rows[0]?.key, private_key: SHOUTED_KEY })
      .expect(200);
    await app.database.query('UPDATE users SET is_active = false WHERE id = $1', [BARAKA]);
  });

  it('is a password that logged in and is argon2id since; a wrong or unusable one never does', async () => {
    const hashOf = async (id: number): Promise<string> => {
      const [row] = await app.database.query<{ password_hash: string }>(
        'SELECT password_hash FROM users WHERE id = $1',
        [id],
      );
      return row?.password_hash ?? '';
    };
    expect(await hashOf(AMINA)).toMatch(/^\$argon2id\$/);
    await app.post('/users/login/', { username: 'Amina', password: PASSWORD }).expect(200);
    await app.post('/users/login/', { username: 'Amina', password: '2' }).expect(401);
    await app.post('/users/login/', { username: 'nobody', password: '!unusable' }).expect(401);
    await app.post('/users/login/', { username: 'nobody', password: '' }).expect(400);
    // Right, but of a disabled account: told so, and nothing changes.
    const disabled = await app
      .post('/users/login/', { username: 'baraka', password: 'x' })
      .expect(401);
    expect(disabled.body.code).toBe('user_disabled');
    expect(await hashOf(BARAKA)).toMatch(/^pbkdf2_sha256\$/);
  });

  it('gives new rows ids behind the imported ones', async () => {
    const operator = await anOperator(app);
    expect(operator.userId).toBeGreaterThan(12);
    const router = await app
      .post('/routers/', { name: 'N', host: '10.0.0.9', username: 'a', password: 'b' }, token)
      .expect(201);
    expect(router.body.id).toBeGreaterThan(44);
  });

  it('gives a payment whose time is not over an entitlement, in the same transaction', async () => {
    const [completed_at, package_expiry_time] = [-30, 30].map((minutes) =>
      new Date(Date.now() + minutes * 60_000).toISOString(),
    );
    const running = await pilot.payment({
      ...{ user_id: AMINA, router_id: 31, package_id: 101, status: 'completed' },
      ...{ intasend_invoice_id: 'COMP002', completed_at, package_expiry_time },
    });
    expect((await runImport(database, pilot, ['--dry-run'])).status).toBe(0);
    expect(await app.database.query('SELECT FROM entitlements')).toEqual([]);
    expect((await runImport(database, pilot)).status).toBe(0);
    const rows = await app.database.query(
      `SELECT e.payment_id, e.starts_at, e.xmin::text = h.xmin::text AS same_commit
         FROM entitlements e JOIN payment_history h USING (payment_id)`,
    );
    expect(rows).toEqual([
      { payment_id: running, starts_at: new Date(completed_at ?? ''), same_commit: true },
    ]);
  });

  it('changes nothing when it is run again, but for what has come in since', async () => {
    await app.database.query(`UPDATE packages SET price_minor = 6000 WHERE id = 101`);
    await pilot.payment({ user_id: AMINA, router_id: 31, package_id: 101 });
    const again = await runImport(database, pilot);
    expect(again.status).toBe(0);
    expect(lines(again)).toEqual(
      expect.arrayContaining([
        'users: 3 in CloudPilot; 4 here before, 0 added, 4 here now',
        'packages: 3 in CloudPilot; 3 here before, 0 added, 3 here now',
        'payments: 8 in CloudPilot; 8 here before, 1 added, 9 here now',
        'open payments that the provider will be asked about: 1',
      ]),
    );
    expect(await rowOf(app, 'packages', 101)).toMatchObject({ price_minor: '6000' });
    expect((await payment('completed'))['history']).toHaveLength(1);
  });
});
