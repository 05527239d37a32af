import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Test } from 'supertest';
import { type Headers, startTestApp, type TestApp } from '../support/app.js';
import { anOperator, aShop, type Operator, type Shop } from '../support/shop.js';
import { until } from '../support/until.js';

const UNKNOWN_KEY = 'c1eb9fed9dabc57f61d56c26ef3870ae';
const ANY_SCHEME = 'PublicKey realm="lipafi", Bearer realm="lipafi"';
const KEY_MISSING =
  'Public API key is required. Please include your public API key in the X-Public-Key header.';
const KEY_MALFORMED =
  'Invalid public API key format. The public key should be a 32-character hexadecimal string.';

describe('a caller', () => {
  let app: TestApp;
  let shop: Shop;
  let other: Operator;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
    other = await anOperator(app);
  });
  afterAll(() => app.stop());

  const packageList = (headers: Headers): Test =>
    app.get(`/routers/${shop.routerId}/packages/`, headers);

  it.each<[Headers, string, string]>([
    [{}, KEY_MISSING, 'public_key_required'],
    [{ 'X-Public-Key': '' }, KEY_MISSING, 'public_key_required'],
    [{ 'X-Public-Key': 'abc' }, KEY_MALFORMED, 'public_key_malformed'],
    [{ 'X-Public-Key': `${UNKNOWN_KEY}0` }, KEY_MALFORMED, 'public_key_malformed'],
    [{ 'X-Public-Key': UNKNOWN_KEY.replace('c', 'g') }, KEY_MALFORMED, 'public_key_malformed'],
    [{ 'Public-Key': 'abc' }, KEY_MALFORMED, 'public_key_malformed'],
    [{ 'X-Public-Key': UNKNOWN_KEY }, 'Invalid public API key.', 'public_key_unknown'],
    [{ Authorization: 'Basic eDp5' }, KEY_MISSING, 'public_key_required'],
  ])('gets the error of the public key of %j', async (headers, error, code) => {
    const answer = await packageList(headers).expect(401);
    const requestId = answer.headers['x-request-id'];
    expect(answer.body).toEqual({ error, code, request_id: requestId });
    expect(answer.headers['www-authenticate']).toBe(ANY_SCHEME);
  });

  it('must log in where a public key is not accepted', async () => {
    for (const headers of [{}, shop.portal, { Authorization: 'Basic eDp5' }]) {
      const answer = await app.get('/payments/', headers).expect(401);
      expect(answer.body).toMatchObject({
        error:
          'An access token is required. Log in and send it in the Authorization header as Bearer <token>.',
        code: 'token_required',
      });
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="lipafi"');
    }
  });

  it('may send the key in upper case, and under the alias of the header', async () => {
    const key = shop.publicKey;
    expect(key).toMatch(/[a-f]/);
    await packageList({ 'X-Public-Key': key }).expect(200);
    await packageList({ 'X-Public-Key': key.toUpperCase() }).expect(200);
    await packageList({ 'Public-Key': key }).expect(200);
    await packageList({ 'Public-Key': key.toUpperCase() }).expect(200);
  });

  it('is authenticated by the token when both are sent', async () => {
    await packageList({ ...other.token, 'X-Public-Key': shop.publicKey }).expect(404);
    await packageList({ ...shop.token, 'X-Public-Key': other.publicKey }).expect(200);
    await packageList({ ...shop.token, 'X-Public-Key': 'nonsense' }).expect(200);
    await packageList({ Authorization: 'Bearer nonsense', 'X-Public-Key': shop.publicKey }).expect(
      401,
    );
  });

  it('is authenticated by the public key when the token is empty', async () => {
    await packageList({ Authorization: 'Bearer', 'X-Public-Key': shop.publicKey }).expect(200);
  });

  it('gets 404 for the rows of another operator', async () => {
    const payment = await app
      .post('/payments/intasend/initiate/', shop.saleRequest(), shop.portal)
      .expect(201);
    const id = String(payment.body.payment.id);
    for (const path of [
      `/routers/${shop.routerId}/`,
      `/routers/${shop.routerId}/packages/`,
      `/routers/packages/${shop.packageId}/`,
      `/payments/${id}/`,
    ]) {
      await app.get(path, other.token).expect(404);
    }
    await app.post(`/payments/intasend/${id}/check-status/`, {}, other.portal).expect(404);
    await app.post('/payments/intasend/initiate/', shop.saleRequest(), other.portal).expect(404);
    const lists = await Promise.all(
      ['/payments/', '/routers/', '/payments/credentials/'].map((path) =>
        app.get(path, other.token).expect(200),
      ),
    );
    expect(lists.map(({ body }) => body.results as unknown)).toEqual([[], [], []]);
  });

  it('is refused while disabled, by token, by key and at login, and accepted afterwards', async () => {
    const gone = await aShop(app);
    const logins = (): Test[] => [
      app.get('/payments/', gone.token),
      app.get(`/routers/${gone.routerId}/packages/`, gone.portal),
      app.post('/users/login/', { username: gone.username, password: gone.password }),
    ];
    const setActive = (isActive: boolean) =>
      app.database.query('UPDATE users SET is_active = $2 WHERE id = $1', [gone.userId, isActive]);

    await setActive(false);
    // A server is notified a moment after the commit.
    await until(
      'the public key of the disabled operator is refused',
      async () => app.get(`/routers/${gone.routerId}/packages/`, gone.portal),
      ({ status }) => status === 401,
    );
    for (const answer of await Promise.all(logins().map((login) => login.expect(401)))) {
      expect(answer.body).toMatchObject({
        error: 'User account is disabled.',
        code: 'user_disabled',
      });
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="lipafi"');
    }
    await setActive(true);
    await Promise.all(logins().map((login) => login.expect(200)));
  });

  it('does not learn by a wrong password that an account is disabled', async () => {
    const gone = await anOperator(app);
    await app.database.query('UPDATE users SET is_active = false WHERE id = $1', [gone.userId]);
    const { body } = await app
      .post('/users/login/', { username: gone.username, password: 'not the password' })
      .expect(401);
    expect(body).toMatchObject({ error: 'Invalid credentials' });
  });
});
