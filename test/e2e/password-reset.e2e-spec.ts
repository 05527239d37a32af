import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Response } from 'supertest';
import { sha256Hex } from '../../src/common/crypto/hash.js';
import { KeyRing } from '../../src/common/crypto/key-ring.js';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { type CommandResult, runCommand } from '../support/command.js';
import { createTestDatabase, databaseSettings, type TestDatabase } from '../support/postgres.js';
import { anOperator, type Operator } from '../support/shop.js';
import { securityEvents } from '../support/webhooks.js';

const SECRETS = { JWT_SECRET: randomHex(32), ENCRYPTION_KEY: KeyRing.generateKey() };
const REFUSED = {
  error: 'The token to set a new password is wrong, was used or has expired. Ask for a new one.',
  code: 'reset_token_invalid',
};

describe('a password that was lost', () => {
  let database: TestDatabase;
  let app: TestApp;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startTestApp({ databaseUrl: database.url });
  });
  afterAll(async () => {
    await app.stop();
    await database.drop();
  });

  const command = (...args: string[]): Promise<CommandResult> =>
    runCommand('src/users/cli', ['reset-password', ...args], {
      ...databaseSettings(database.url),
      ...SECRETS,
    });
  const tokenIn = ({ stdout }: CommandResult): string =>
    /^token: ([\w-]{43})$/m.exec(stdout)?.[1] ?? '';

  /** A token as the command makes it, without the wait for a process. */
  async function aToken({ userId }: Operator, ttl = '1 hour'): Promise<string> {
    const token = randomHex(32);
    await app.database.query(
      `INSERT INTO password_resets (user_id, token_hash, expires_at)
       VALUES ($1, $2, now() + $3::interval)`,
      [userId, sha256Hex(token), ttl],
    );
    return token;
  }

  const reset = async (token: string, password = `new pass ${randomHex(6)}`): Promise<Response> =>
    app.post('/users/reset-password/', { token, new_password: password });
  const logIn = async (username: string, password: string): Promise<number> =>
    (await app.post('/users/login/', { username, password })).status;

  function expectRefused(answer: Response): void {
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({ ...REFUSED, request_id: answer.headers['x-request-id'] });
  }

  it('is set with the token that a command prints, and every login ends', async () => {
    const operator = await anOperator(app);
    const { publicKey: public_key, privateKey: private_key, username } = operator;
    const byKeys = await app.post('/users/api-key-login/', { public_key, private_key }).expect(200);

    const printed = await command(` ${username.toUpperCase()}`);
    expect(printed.status).toBe(0);
    expect(printed.stdout).toContain(`/reset-password/#token=${tokenIn(printed)}\n`);
    const { body } = await app
      .post('/users/reset-password/')
      .type('form')
      .send({ token: tokenIn(printed), new_password: 'embe tano za kijani' })
      .expect(200);
    expect(body).toEqual({
      message:
        'Password set successfully. All your logins have ended; log in with the new password.',
    });

    expect(await logIn(username, operator.password)).toBe(401);
    expect(await logIn(username, 'embe tano za kijani')).toBe(200);
    await app.get('/users/profile/', operator.token).expect(401);
    const token = { Authorization: `Bearer ${String(byKeys.body.access_token)}` };
    await app.get('/users/profile/', token).expect(401);
    const { refreshToken: refresh_token } = operator;
    await app.post('/users/token/refresh/', { refresh_token }).expect(401);
    await app.get('/routers/1/packages/', operator.portal).expect(404);
  });

  it('is not set by a token that is unknown, expired or used: one answer for all', async () => {
    const operator = await anOperator(app);
    const used = await aToken(operator);
    expect((await reset(used)).status).toBe(200);
    for (const token of [used, await aToken(operator, '-1 second'), randomHex(32), 'x']) {
      expectRefused(await reset(token));
    }
  });

  it('is set by one of several that come at once with the tokens of one operator', async () => {
    const operator = await anOperator(app);
    const tokens = [await aToken(operator), await aToken(operator)];
    const answers = await Promise.all([...tokens, ...tokens, ...tokens].map((each) => reset(each)));
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([200, 401, 401, 401, 401, 401]);
  });

  it('is not set to one that anyone would guess, and the token serves afterwards', async () => {
    const operator = await anOperator(app);
    const token = await aToken(operator);
    for (const [password, complaint] of [
      ['short', 'new_password must have at least 10 characters'],
      ['password123', expect.stringMatching(/^new_password is among the first/)],
      [operator.username, 'new_password must differ from the user name and the e-mail address'],
    ] as const) {
      const { status, body } = await reset(token, password);
      expect(status).toBe(400);
      expect(body.fields).toEqual({ new_password: [complaint] });
    }
    expect((await reset(token)).status).toBe(200);
  });

  it('lets no disabled operator in', async () => {
    const operator = await anOperator(app);
    const token = await aToken(operator);
    const setActive = (isActive: boolean): Promise<unknown> =>
      app.database.query('UPDATE users SET is_active = $2 WHERE id = $1', [
        operator.userId,
        isActive,
      ]);
    await setActive(false);
    expectRefused(await reset(token));
    const refused = await command(operator.username);
    expect(refused).toMatchObject({ status: 1, stdout: '' });
    expect(refused.stderr).toContain('disabled');
    await setActive(true);
    expect(await logIn(operator.username, operator.password)).toBe(200);
  });

  it('is not set by an older token once it was changed', async () => {
    const operator = await anOperator(app);
    const token = await aToken(operator);
    const { password: old_password } = operator;
    const change = { old_password, new_password: 'embe tano za kijani' };
    await app.post('/users/change-password/', change, operator.token).expect(200);
    expectRefused(await reset(token));
  });

  it('can be one that was never known here', async () => {
    const operator = await anOperator(app);
    await app.database.query(`UPDATE users SET password_hash = '!' WHERE id = $1`, [
      operator.userId,
    ]);
    expect(await logIn(operator.username, operator.password)).toBe(401);
    expect((await reset(await aToken(operator), operator.password)).status).toBe(200);
    expect(await logIn(operator.username, operator.password)).toBe(200);
  });

  it('leaves a hash of the token in the database and its events in the security log', async () => {
    const operator = await anOperator(app);
    const { userId } = operator;
    const printed = await command(operator.username);
    const token = tokenIn(printed);
    const rows = await app.database.query<{ row: string }>(
      'SELECT r::text AS row FROM password_resets r WHERE user_id = $1',
      [userId],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.row).toContain(sha256Hex(token));
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(JSON.parse(printed.stderr)).toMatchObject({ event: 'password_reset_issued', userId });

    const before = securityEvents(app).length;
    await reset(token);
    await reset(token);
    expect(securityEvents(app).slice(before)).toMatchObject([
      { level: 'info', event: 'password_reset', userId },
      { level: 'warn', event: 'password_reset_refused', userId: null, reason: 'wrong' },
    ]);
    expect(app.logs.join()).not.toContain(token);
  });

  it.each([[[]], [['a', 'b']], [['a', '--email', 'b@example.com']]])(
    'is not reset by a command with the arguments %j',
    async (args) => {
      expect(await command(...args)).toMatchObject({ status: 2, stdout: '' });
    },
  );

  it('is not reset by a command for a name that nobody has', async () => {
    const result = await command('nobody-at-all');
    expect(result).toMatchObject({ status: 1, stdout: '' });
    expect(result.stderr.trim()).toBe('There is no operator of that name.');
  });

  it('cannot be guessed at: wrong tokens are limited, and a valid one still counts', async () => {
    const operator = await anOperator(app);
    const strict = await startTestApp({
      databaseUrl: database.url,
      settings: { RATE_LIMIT_SCALE: '0.05' },
    });
    try {
      const guess = (): Promise<Response> =>
        Promise.resolve(
          strict.post('/users/reset-password/', {
            token: randomHex(32),
            new_password: 'embe tano za kijani',
          }),
        );
      for (let count = 0; count < 5; count += 1) expectRefused(await guess());
      expect((await guess()).status).toBe(429);
      const valid = { token: await aToken(operator), new_password: 'embe tano za kijani' };
      await strict.post('/users/reset-password/', valid).expect(200);
    } finally {
      await strict.stop();
    }
  });

  it('leaves no token behind that has expired', async () => {
    const operator = await anOperator(app);
    await aToken(operator, '-1 second');
    const good = await aToken(operator);
    await app.database.query(`SELECT graphile_worker.add_job('clean_up')`);
    await app.idle();
    const rows = await app.database.query(
      'SELECT token_hash AS hash FROM password_resets WHERE expires_at <= now() OR user_id = $1',
      [operator.userId],
    );
    expect(rows).toEqual([{ hash: sha256Hex(good) }]);
  });
});
