import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { newId } from '../../src/common/ids/uuid.js';
import { CleanUpService } from '../../src/jobs/clean-up.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { cookieOf, logInByBrowser, logOutByBrowser } from '../support/browser-session.js';
import { aShop, anOperator, type Operator } from '../support/shop.js';
import { aPromptOut } from '../support/webhooks.js';

describe('the security log of an operator', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());

  type Row = Readonly<Record<string, unknown>>;
  const rowsOf = async (reader: Pick<Operator, 'token'>, query = ''): Promise<Row[]> => {
    await app.idle();
    const { body } = await app.get(`/security-log/${query}`, reader.token).expect(200);
    return body.results as Row[];
  };
  const kindsOf = async (reader: Pick<Operator, 'token'>): Promise<unknown[]> =>
    (await rowsOf(reader)).map(({ kind }) => kind);

  it('has who came in from where, newest first', async () => {
    const operator = await anOperator(app);
    const { username, password } = operator;
    const wrong = { username, password: 'not the password' };
    await app.post('/users/login/', wrong, { 'User-Agent': 'Stranger/1.0' }).expect(401);
    await app.post('/users/login/', { username, password }).expect(200);
    const rows = await rowsOf(operator);
    expect(rows.map(({ kind }) => kind)).toEqual([
      'logged_in',
      'login_failed',
      'logged_in',
      'registered',
    ]);
    expect(rows[1]).toEqual({
      id: expect.any(Number),
      created_at: expect.stringMatching(/Z$/),
      kind: 'login_failed',
      ip: '127.0.0.1',
      user_agent: 'Stranger/1.0',
      subject: null,
      text: 'A login with a password failed.',
    });
    expect(rows[0]).toMatchObject({
      subject: { type: 'session', id: expect.any(String), name: null },
      text: 'Somebody logged in with a password.',
    });
  });

  it('has each end of a login', async () => {
    const operator = await anOperator(app);
    const cookie = cookieOf(await logInByBrowser(app, operator).expect(200)) ?? '';
    await logOutByBrowser(app, cookie).expect(204);
    await logOutByBrowser(app, cookie).expect(204);
    await logInByBrowser(app, operator).expect(200);
    const listed = await app.get('/users/sessions/?limit=1', operator.token).expect(200);
    const path = `/users/sessions/${String(listed.body.results[0].id)}/`;
    await request(app.url).delete(path).set(operator.token).expect(204);
    const other = await app.post('/users/login/', operator).expect(200);
    const { refresh_token } = other.body;
    await app.post('/users/token/refresh/', { refresh_token }).expect(200);
    for (let times = 0; times < 3; times += 1) {
      await app.post('/users/token/refresh/', { refresh_token }).expect(401);
    }
    await app.post('/users/logout/', {}, (await anOperator(app)).token).expect(200);
    expect((await kindsOf(operator)).slice(0, -2)).toEqual([
      'refresh_reused',
      'logged_in',
      'session_ended',
      'logged_in',
      'logged_out',
      'logged_in',
    ]);
  });

  it('has changed passwords and keys, with the provider of the keys', async () => {
    const other = await aShop(app);
    const { password, credentialId } = other;
    const path = `/payments/credentials/${credentialId}/`;
    await app.post(`${path}verify/`, {}, other.token).expect(200);
    await app.post(`${path}toggle/`, {}, other.token).expect(200);
    await app.post('/users/rotate-api-keys/?grace_hours=2', {}, other.token).expect(201);
    const wrong = { old_password: `${password}x`, new_password: `pass phrase ${randomHex(8)}` };
    await app.post('/users/change-password/', wrong, other.token).expect(400);
    await app
      .post('/users/change-password/', { ...wrong, old_password: password }, other.token)
      .expect(200);
    await request(app.url).delete(path).set(other.token).expect(204);
    const rows = await rowsOf(other, '?limit=6');
    expect(rows.map(({ kind, text }) => [kind, text])).toEqual([
      ['credential_removed', 'Keys of a payment provider were removed.'],
      ['password_changed', 'The password was changed. All other logins were ended.'],
      ['password_change_refused', 'The password was not changed: the old one was wrong.'],
      [
        'api_keys_replaced',
        'The API keys were replaced. The old public key works for 2 hours more.',
      ],
      ['credential_toggled', 'Keys of a payment provider were activated or deactivated.'],
      ['credential_verified', 'The provider was asked about its keys, and accepts them.'],
    ]);
    const subject = { type: 'credential', id: String(credentialId), name: 'instasend' };
    expect(rows[0]).toMatchObject({ subject });
  });

  it('has what was decided by hand, and commands to routers without their data', async () => {
    const other = await aShop(app);
    const sold = await aPromptOut(app, other);
    const marked = `/payments/${sold.id}/mark-completed/`;
    const paid = { reason: 'Paid in cash', mpesa_reference: `RX${randomHex(4)}`.toUpperCase() };
    await app.post(marked, paid, other.token).expect(200);
    await app.post(marked, paid, other.token).expect(409);
    const given = await app
      .post(
        '/access/entitlements/',
        { router: other.routerId, package: other.packageId, reason: 'A gift' },
        other.token,
      )
      .expect(201);
    const access = `/access/entitlements/${String(given.body.id)}/`;
    const body = { reason: 'The power was off', minutes: 5 };
    await app.post(`${access}extend/`, body, other.token).expect(200);
    const mac_address = 'AA:BB:CC:DD:EE:01';
    await app.post(`${access}devices/`, { mac_address }, other.token).expect(200);
    await request(app.url).delete(`${access}devices/${mac_address}/`).set(other.token).expect(204);
    await app.post(`${access}revoke/`, { reason: 'Misused' }, other.token).expect(200);
    const command = { command: 'user', method: 'PUT', data: { password: 'a secret of them' } };
    const path = `/routers/${other.routerId}/execute-command/`;
    expect((await app.post(path, command, other.token)).status).toBeGreaterThanOrEqual(400);
    const rows = await rowsOf(other, '?limit=7');
    expect(rows.map(({ kind }) => kind)).toEqual([
      'router_command',
      'access_revoked',
      'device_removed',
      'device_attached',
      'access_extended',
      'access_given',
      'payment_marked',
    ]);
    expect(rows[0]).toMatchObject({
      subject: { type: 'router', id: String(other.routerId), name: 'Cafe' },
      text: 'A command was sent to a router: PUT user',
    });
    expect(rows[2]?.['text']).toBe(`A device ${mac_address} was removed from access.`);
    expect(rows[6]).toMatchObject({
      subject: { type: 'payment', id: sold.id, name: paid.mpesa_reference },
      text: 'A payment was marked as paid by hand.',
    });
  });

  it('has the secrets of routers that were shown and replaced, once', async () => {
    const other = await aShop(app);
    const path = `/routers/${other.routerId}/`;
    await request(app.url)
      .patch(path)
      .set(other.token)
      .send({ access_method: 'radius', nas_address: null })
      .expect(200);
    await app.get(`${path}setup/`, other.token).expect(200);
    const headers = { ...other.token, 'Idempotency-Key': randomHex(8) };
    await app.post(`${path}rotate-radius-secret/`, {}, headers).expect(200);
    await app.post(`${path}rotate-radius-secret/`, {}, headers).expect(200);
    expect((await kindsOf(other)).slice(0, 2)).toEqual([
      'radius_secret_rotated',
      'router_setup_shown',
    ]);
    expect(await rowsOf(other, '?kind=radius_secret_rotated')).toHaveLength(1);
  });

  it('keeps what was not committed out of it', async () => {
    const other = await aShop(app);
    const path = `/payments/${newId()}/mark-completed/`;
    await app.post(path, { reason: 'Paid in cash' }, other.token).expect(404);
    expect(await rowsOf(other, '?kind=payment_marked')).toEqual([]);
  });

  it('is filtered by kind, and has pages', async () => {
    const operator = await anOperator(app);
    await app.post('/users/login/', operator).expect(200);
    const first = await app.get('/security-log/?kind=logged_in&limit=1', operator.token);
    expect(first.body.results).toHaveLength(1);
    const next = String(first.body.next).replace(app.url, '');
    const second = await app.get(next, operator.token).expect(200);
    expect(second.body.results).toMatchObject([{ kind: 'logged_in' }]);
    expect(second.body.next).toBeNull();
    await app.get('/security-log/?kind=nosuch', operator.token).expect(400);
  });

  it('is of one operator, and is not edited', async () => {
    const [operator, other] = [await anOperator(app), await anOperator(app)];
    expect(await kindsOf(operator)).toEqual(['logged_in', 'registered']);
    const ids = (await rowsOf(other)).map(({ id }) => id);
    expect((await rowsOf(operator)).filter(({ id }) => ids.includes(id))).toEqual([]);
    await expect(
      app.database.query(`UPDATE security_events SET kind = 'logged_out'`),
    ).rejects.toThrow('the security log is not edited');
  });

  it('gets at most fifty rows an hour by strangers who guess one name', async () => {
    const limited = await startTestApp({ settings: { RATE_LIMIT_SCALE: '1', TRUST_PROXY: '1' } });
    const { userId, username } = await anOperator(limited);
    for (let guess = 0; guess < 60; guess += 1) {
      const from = { 'X-Forwarded-For': `10.1.${guess}.1` };
      await limited.post('/users/login/', { username, password: `guess ${guess}` }, from);
    }
    await limited.idle();
    const rows = await limited.database.query(
      `SELECT id FROM security_events WHERE user_id = $1 AND kind = 'login_failed'`,
      [userId],
    );
    await limited.stop();
    expect(rows).toHaveLength(50);
  });

  it('is deleted when it is older than the settings say', async () => {
    const { userId } = await anOperator(app);
    await app.database.query(
      `INSERT INTO security_events (id, user_id, kind, created_at)
       VALUES (-2, $1, 'logged_in', now() - interval '364 days'),
              (-3, $1, 'logged_in', now() - interval '366 days')`,
      [userId],
    );
    await app.nest.get(CleanUpService, { strict: false }).cleanUp();
    const rows = await app.database.query(`SELECT id FROM security_events WHERE id < 0`);
    expect(rows).toEqual([{ id: '-2' }]);
  });
});
