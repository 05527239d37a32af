import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Response, type Test } from 'supertest';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { anOperator, type Operator } from '../support/shop.js';

const WRONG = 'not the password';
const MAX_PER_PAIR = 10;
/** A tenth: one failure by name and address, ten by address, five by name, two registrations. */
const TENTH = { RATE_LIMIT_SCALE: '0.1', TRUST_PROXY: '1' };
const BY_ADDRESS = 10;
const BY_NAME = 5;

let addresses = 0;
/** An address that no other call has given. */
const anAddress = (): string => `198.18.${Math.floor(addresses / 250)}.${(addresses++ % 250) + 1}`;

describe('the guessing of passwords and keys', () => {
  let database: TestDatabase;
  let app: TestApp;
  let twin: TestApp;
  let strict: TestApp;
  let unlimited: TestApp;
  let operator: Operator;

  beforeAll(async () => {
    database = await createTestDatabase();
    const settings = { RATE_LIMIT_SCALE: '1', TRUST_PROXY: '1' };
    app = await startTestApp({ databaseUrl: database.url, settings });
    const shared = { databaseUrl: database.url, simulator: app.simulator };
    twin = await startTestApp({ ...shared, settings });
    strict = await startTestApp({ ...shared, settings: TENTH });
    unlimited = await startTestApp(shared);
  });
  afterAll(async () => {
    await unlimited.stop();
    await strict.stop();
    await twin.stop();
    await app.stop();
    await database.drop();
  });

  beforeEach(async () => {
    operator = await anOperator(unlimited);
  });

  const from = (address: string) => ({ 'X-Forwarded-For': address });

  const logIn = (address: string, password: string, username = operator.username, on = app): Test =>
    on.post('/users/login/', { username, password }, from(address));

  async function fail(times: number, attempt: (index: number) => Test): Promise<void> {
    for (let index = 0; index < times; index += 1) await attempt(index).expect(401);
  }

  function expectLimited({ status, body, headers }: Response): void {
    expect({ status, body }).toEqual({
      status: 429,
      body: {
        error: 'Too many failed logins. Wait a while and try again.',
        code: 'rate_limited',
        request_id: headers['x-request-id'],
      },
    });
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  }

  it('is refused after ten failures of one name at one address, on all servers, even with the right password', async () => {
    const address = anAddress();
    await fail(MAX_PER_PAIR, (index) => {
      const name = index % 2 === 0 ? operator.username : ` ${operator.username.toUpperCase()} `;
      return logIn(address, WRONG, name, index % 3 === 0 ? twin : app);
    });
    expectLimited(await logIn(address, operator.password));
    expectLimited(await logIn(address, WRONG, operator.username, twin));
    await logIn(anAddress(), operator.password).expect(200);
    await logIn(address, WRONG, (await anOperator(unlimited)).username).expect(401);
  });

  it('does not exceed the limit by concurrent attempts', async () => {
    const address = anAddress();
    const answers = await Promise.all(Array.from({ length: 25 }, () => logIn(address, WRONG)));
    const tried = answers.filter(({ status }) => status === 401);
    expect(tried).toHaveLength(MAX_PER_PAIR);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(25 - MAX_PER_PAIR);
  });

  it('is reset by a right password, and successes are not counted', async () => {
    const address = anAddress();
    for (let round = 0; round < 2; round += 1) {
      await fail(MAX_PER_PAIR - 1, () => logIn(address, WRONG));
      for (let count = 0; count < 3; count += 1) {
        await logIn(address, operator.password).expect(200);
      }
    }
  });

  it('does not count invalid requests', async () => {
    const address = anAddress();
    for (let count = 0; count < MAX_PER_PAIR + 2; count += 1) {
      await app.post('/users/login/', { username: operator.username }, from(address)).expect(400);
    }
    await logIn(address, operator.password).expect(200);
  });

  it('is limited by address over all names, but not for names that have logged in from there', async () => {
    const address = anAddress();
    await logIn(address, operator.password, operator.username, strict).expect(200);
    await fail(BY_ADDRESS, () => logIn(address, WRONG, `nobody-${randomHex(4)}`, strict));
    expectLimited(await logIn(address, WRONG, `nobody-${randomHex(4)}`, strict));
    await logIn(address, operator.password, operator.username, strict).expect(200);
    await logIn(anAddress(), WRONG, `nobody-${randomHex(4)}`, strict).expect(401);
  });

  it('adds no counter once its address is over the limit', async () => {
    const rows = async (): Promise<number> =>
      (await app.database.query('SELECT 1 FROM rate_limits')).length;
    const address = anAddress();
    const guess = (): Test => logIn(address, WRONG, `nobody-${randomHex(4)}`, strict);
    const before = await rows();
    // More at once than are allowed: one row for the address, and two for each name that was tried.
    const answers = await Promise.all(Array.from({ length: 3 * BY_ADDRESS }, guess));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(BY_ADDRESS);
    const over = await rows();
    expect(over - before).toBe(1 + 2 * BY_ADDRESS);
    for (let count = 0; count < 5; count += 1) expectLimited(await guess());
    expect(await rows()).toBe(over);
  });

  it('does not count against the address when the name is over its limit', async () => {
    const address = anAddress();
    for (let count = 0; count < 3 * BY_ADDRESS; count += 1) {
      const { status } = await logIn(address, WRONG, operator.username, strict);
      expect(status).toBe(count === 0 ? 401 : 429);
    }
    await fail(BY_ADDRESS - 1, () => logIn(address, WRONG, `nobody-${randomHex(4)}`, strict));
    expectLimited(await logIn(address, WRONG, `nobody-${randomHex(4)}`, strict));
  });

  it('is limited by name over all addresses, but its operator still logs in from a known address', async () => {
    const { username, password } = operator;
    const home = anAddress();
    await logIn(home, password, username, strict).expect(200);
    await fail(BY_NAME, () => logIn(anAddress(), WRONG, username, strict));
    expectLimited(await logIn(anAddress(), password, username, strict));
    await logIn(home, password, username, strict).expect(200);
  });

  it('is counted by IPv6 network', async () => {
    const network = `2001:db8:${randomHex(2)}:1`;
    await fail(MAX_PER_PAIR, (index) => logIn(`${network}::${index + 1}`, WRONG));
    expectLimited(await logIn(`${network}:ffff::1`, operator.password));
    await logIn(`${network.slice(0, -1)}2::1`, operator.password).expect(200);
  });

  it('ignores a forged X-Forwarded-For behind the proxy', async () => {
    const address = anAddress();
    await fail(MAX_PER_PAIR, (index) => logIn(`192.0.2.${index}, ${address}`, WRONG));
    expectLimited(await logIn(`192.0.2.99, ${address}`, WRONG));
  });

  it('is limited for pairs of API keys as for passwords', async () => {
    const { publicKey, privateKey } = operator;
    const address = anAddress();
    const byKey = (key: string): Test =>
      app.post('/users/api-key-login/', { public_key: publicKey, private_key: key }, from(address));
    await fail(MAX_PER_PAIR, () => byKey(randomHex(32)));
    expectLimited(await byKey(privateKey));
  });

  it('is limited for refresh tokens by address, but a valid one is never refused', async () => {
    const address = anAddress();
    const refresh = (token: string): Test =>
      strict.post('/users/token/refresh/', { refresh_token: token }, from(address));
    await fail(BY_ADDRESS, () => refresh(randomHex(16)));
    expectLimited(await refresh(randomHex(16)));
    let { refreshToken } = operator;
    for (let count = 0; count < 3; count += 1) {
      refreshToken = String((await refresh(refreshToken).expect(200)).body.refresh_token);
    }
  });

  it('of passwords at an address takes nothing from the tokens there, nor the other way', async () => {
    const address = anAddress();
    const refresh = (token: string): Test =>
      strict.post('/users/token/refresh/', { refresh_token: token }, from(address));
    await fail(BY_ADDRESS, () => logIn(address, WRONG, `nobody-${randomHex(4)}`, strict));
    expectLimited(await logIn(address, WRONG, `nobody-${randomHex(4)}`, strict));
    await refresh(operator.refreshToken).expect(200);
    await fail(BY_ADDRESS, () => refresh(randomHex(16)));

    const other = anAddress();
    const reset = (): Test =>
      strict.post(
        '/users/reset-password/',
        { token: randomHex(32), new_password: 'embe tano za kijani' },
        from(other),
      );
    await fail(BY_ADDRESS, reset);
    expectLimited(await reset());
    await logIn(other, operator.password, operator.username, strict).expect(200);
  });

  it('of tokens costs one row in the table of counters for each address', async () => {
    const rows = async (): Promise<number> =>
      (await app.database.query('SELECT 1 FROM rate_limits')).length;
    const address = anAddress();
    const before = await rows();
    const guesses = Array.from({ length: 3 * BY_ADDRESS }, () =>
      strict.post('/users/token/refresh/', { refresh_token: randomHex(16) }, from(address)),
    );
    const answers = await Promise.all(guesses);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(BY_ADDRESS);
    expect((await rows()) - before).toBe(1);
  });

  it('is not possible while it cannot be counted', async () => {
    await app.database.query('ALTER TABLE rate_limits RENAME TO hidden_limits');
    try {
      const { body, headers } = await logIn(anAddress(), operator.password).expect(503);
      expect(body).toMatchObject({
        error: 'This is not possible at the moment. Please try again shortly.',
        code: 'temporarily_unavailable',
      });
      expect(headers['retry-after']).toBe('5');
    } finally {
      await app.database.query('ALTER TABLE hidden_limits RENAME TO rate_limits');
    }
  });

  it('is not limited with a RATE_LIMIT_SCALE of 0', async () => {
    const address = anAddress();
    await fail(MAX_PER_PAIR + 5, () => logIn(address, WRONG, operator.username, unlimited));
    await logIn(address, operator.password, operator.username, unlimited).expect(200);
  });

  it('stores no name and no address in the table of counters', async () => {
    const rows = await app.database.query<{ key: string }>('SELECT key FROM rate_limits');
    expect(rows.length).toBeGreaterThan(0);
    for (const { key } of rows) expect(key).toMatch(/^[a-z-]+:[0-9a-f]{64}$/);
  });
});

describe('registrations from one address', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ settings: TENTH });
  });
  afterAll(() => app.stop());

  it('are limited per hour, successful or not, without affecting other addresses', async () => {
    const register = (address: string, overrides: object = {}): Test =>
      app.post(
        '/users/register/',
        {
          username: `new-${randomHex(6)}`,
          email: 'new@example.com',
          password: 'correct horse battery',
          ...overrides,
        },
        { 'X-Forwarded-For': address },
      );
    const address = anAddress();
    await register(address).expect(201);
    await register(address, { email: 'none' }).expect(400);
    const { body, headers } = await register(address).expect(429);
    expect(body).toEqual({
      error: 'Too many registrations from this network. Try again later.',
      code: 'rate_limited',
      request_id: headers['x-request-id'],
    });
    expect(Number(headers['retry-after'])).toBeGreaterThan(3_000);
    await register(anAddress()).expect(201);
  });
});
