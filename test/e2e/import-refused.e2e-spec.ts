import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { CloudPilotDatabase, djangoHash } from '../support/cloudpilot.js';
import { ENCRYPTION_KEY, runImport } from '../support/cloudpilot-import.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { anOperator } from '../support/shop.js';

describe('an import that cannot be done', () => {
  let database: TestDatabase;
  let pilot: CloudPilotDatabase;
  let app: TestApp;

  beforeAll(async () => {
    database = await createTestDatabase();
    pilot = await CloudPilotDatabase.create();
    app = await startTestApp({ databaseUrl: database.url, settings: { ENCRYPTION_KEY } });
  });
  afterAll(async () => {
    await app.stop();
    await pilot.drop();
    await database.drop();
  });

  const usersHere = async (): Promise<unknown> =>
    app.database.query('SELECT id, username FROM users ORDER BY id');

  it('names every row that cannot be imported, and changes nothing', async () => {
    const here = await anOperator(app);
    const other = await CloudPilotDatabase.create();
    try {
      await pilot.user({ id: here.userId, username: 'someone', password: 'x' });
      await pilot.user({ id: 50, username: here.username.toUpperCase(), password: 'x' });
      await pilot.user({ id: 51, username: 'twin', password: 'x' });
      await pilot.user({ id: 52, username: 'TWIN', password: 'x' });
      await pilot.apiKey(51, here.publicKey, randomHex(32));
      await pilot.router({ id: 9, user_id: 51, encrypted_password: other.sealed('secret') });
      await pilot.router({ id: 10, user_id: 51, port: 0 });
      await pilot.router({ id: 11, user_id: 52 });
      await pilot.package({ id: 20, router_id: 11, price: '0.00' });
      await pilot.package({ id: 21, router_id: 11, name: 'Other', package_type: 'weekly' });
      await pilot.credential({ id: 3, user_id: 51, environment: 'staging' }, 'x');
      const [secret, provider] = ['ISSecretKey_test_imported', 'kopokopo'];
      await pilot.credential({ id: 4, user_id: 51, api_key: `"${secret}"` }, 'x');
      await pilot.credential({ id: 5, user_id: 51, provider, api_key: `Bearer ${secret}` }, 'x');
      const before = await usersHere();

      const { status, stdout, stderr } = await runImport(database, pilot);
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr.trim().split('\n').toSorted()).toEqual(
        [
          `users ${here.userId}: another row here has that id`,
          `auth_user ${here.username.toUpperCase()}: another operator here has that name`,
          'auth_user 52: differs from another only by case',
          'users_apikey of user 51: another operator here has that key',
          'routers_router 9: its password cannot be opened with CLOUDPILOT_ENCRYPTION_KEY',
          'routers_router 10: its port 0 is none',
          'routers_package 20: its price 0.00 is not more than nothing',
          'routers_package 21: its type weekly is not known',
          'payments_paymentcredentials 3: its environment staging is not known',
          'payments_paymentcredentials 4: its api_key is wrong: ' +
            'api_key must be the publishable key (ISPubKey_…), and this is a private one',
          'payments_paymentcredentials 5: its client_id is wrong: ' +
            'client_id must be the public half of the keys, and this is a private one',
          '11 rows stand in the way; nothing was changed',
        ].toSorted(),
      );
      expect(await usersHere()).toEqual(before);
    } finally {
      await other.drop();
    }
  });

  it('names payments that make no sense, and changes nothing', async () => {
    const odd = await CloudPilotDatabase.create();
    try {
      await odd.user({ id: 71, password: 'x' });
      await odd.user({ id: 72, password: 'x' });
      await odd.router({ id: 61, user_id: 71 });
      await odd.package({ id: 62, router_id: 61 });
      const sold = { user_id: 71, router_id: 61, package_id: 62 };
      await odd.payment(sold);
      const foreign = await odd.payment({ ...sold, user_id: 72 });
      const free = await odd.payment({ ...sold, amount: '0.00' });
      const strange = await odd.payment({ ...sold, status: 'refunded' });
      const one = await odd.payment({ ...sold, intasend_invoice_id: 'SAME' });
      const two = await odd.payment({ ...sold, intasend_invoice_id: 'SAME' });
      const before = await usersHere();

      const { status, stderr } = await runImport(database, odd);
      expect(status).toBe(1);
      expect(stderr.trim().split('\n').toSorted()).toEqual(
        [
          `payments_payment ${foreign}: its router belongs to somebody else`,
          `payments_payment ${free}: its amount 0.00 is not more than nothing`,
          `payments_payment ${strange}: its status refunded is not known`,
          `payments_payment ${[one, two].toSorted().join(', ')}: all claim invoice SAME`,
          '4 rows stand in the way; nothing was changed',
        ].toSorted(),
      );
      expect(await usersHere()).toEqual(before);
    } finally {
      await odd.drop();
    }
  });

  it('reports a database that is not CloudPilot, with its name', async () => {
    const empty = await createTestDatabase({ migrated: false });
    try {
      const settings = { CLOUDPILOT_DATABASE_URL: empty.url };
      const { status, stderr } = await runImport(database, pilot, [], settings);
      expect({ status, stderr: stderr.trim() }).toEqual({
        status: 1,
        stderr: 'This is no database of CloudPilot: relation "auth_user" does not exist',
      });
    } finally {
      await empty.drop();
    }
    expect((await runImport(database, pilot, ['--help'])).status).toBe(2);
    expect((await runImport(database, pilot, [], { CLOUDPILOT_ENCRYPTION_KEY: '' })).status).toBe(
      2,
    );
  });
});

describe('logging in beside imported passwords', () => {
  it('accepts nobody who could not log in, and accepts the old password for a change', async () => {
    const database = await createTestDatabase();
    const app = await startTestApp({ databaseUrl: database.url });
    try {
      const operator = await anOperator(app);
      const { username, password } = operator;
      await app.database.query('UPDATE users SET password_hash = $1', [djangoHash(password, 10)]);
      await app.post('/users/login/', { username: 'stranger', password }).expect(401);
      await app.post('/users/login/', { username, password: 'wrong' }).expect(401);
      const old = await app.post(
        '/users/change-password/',
        {
          old_password: password,
          new_password: `pass phrase ${randomHex(8)}`,
        },
        operator.token,
      );
      expect(old.status).toBe(200);
    } finally {
      await app.stop();
      await database.drop();
    }
  });
});
