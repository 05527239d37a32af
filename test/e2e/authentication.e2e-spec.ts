import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { anOperator, aShop, type Operator, type Shop } from '../support/shop.js';

const UNKNOWN_KEY = 'c1eb9fed9dabc57f61d56c26ef3870ae';

describe('who may call', () => {
  let app: TestApp;
  let shop: Shop;
  let other: Operator;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
    other = await anOperator(app);
  });
  afterAll(() => app.stop());

  const offer = (headers: Record<string, string>) =>
    app.get(`/routers/${shop.routerId}/packages/`, headers);

  it('is told what is wrong with a public key, in the words of the contract', async () => {
    const cases = [
      [
        {},
        'Public API key is required. Please include your public API key in the X-Public-Key header.',
      ],
      [
        { 'X-Public-Key': 'abc' },
        'Invalid public API key format. The public key should be a 32-character hexadecimal string.',
      ],
      [{ 'X-Public-Key': UNKNOWN_KEY }, 'Invalid public API key.'],
    ] as const;
    for (const [headers, error] of cases) {
      const answer = await offer(headers).expect(401);
      expect(answer.body).toMatchObject({ error });
      expect(answer.headers['www-authenticate']).toContain('Bearer');
    }
  });

  it('may spell the key in upper case, and the header by its alias', async () => {
    await offer({ 'X-Public-Key': shop.publicKey.toUpperCase() }).expect(200);
    await offer({ 'Public-Key': shop.publicKey }).expect(200);
  });

  it('is decided by the token when one is sent as well', async () => {
    await offer({ ...other.token, 'X-Public-Key': shop.publicKey }).expect(404);
    await offer({ Authorization: 'Bearer nonsense', 'X-Public-Key': shop.publicKey }).expect(401);
  });

  it('needs a token for what operators look after; a public key is not enough', async () => {
    for (const path of [
      '/payments/',
      '/routers/',
      '/routers/packages/',
      '/payments/credentials/',
    ]) {
      await app.get(path).expect(401);
      await app.get(path, shop.portal).expect(401);
      await app.get(path, shop.token).expect(200);
    }
  });

  it('sees nothing of another operator, and is not told that it is there', async () => {
    const payment = await app
      .post('/payments/intasend/initiate/', shop.wish(), shop.portal)
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
    await app.post('/payments/intasend/initiate/', shop.wish(), other.portal).expect(404);
    const lists = await Promise.all(
      ['/payments/', '/routers/', '/payments/credentials/'].map((path) =>
        app.get(path, other.token).expect(200),
      ),
    );
    expect(lists.map(({ body }) => body.results as unknown)).toEqual([[], [], []]);
  });

  it('is refused when disabled, by token and by key', async () => {
    const gone = await aShop(app);
    await app.database.query('UPDATE users SET is_active = false WHERE id = $1', [gone.userId]);
    const answers = await Promise.all([
      app.get('/payments/', gone.token).expect(401),
      app.get(`/routers/${gone.routerId}/packages/`, gone.portal).expect(401),
      app.post('/users/login/', { username: gone.username, password: gone.password }).expect(401),
    ]);
    expect(new Set(answers.map(({ body }) => body.error as string))).toEqual(
      new Set(['User account is disabled.']),
    );
  });

  it('is answered alike for an unknown name and a wrong password', async () => {
    const wrong = { username: shop.username, password: 'not the password' };
    const unknown = { username: 'nobody-at-all', password: 'not the password' };
    for (const body of [wrong, unknown]) {
      const answer = await app.post('/users/login/', body).expect(401);
      expect(answer.body).toMatchObject({ error: 'Invalid credentials' });
    }
  });

  it('logs in with a form too, and refreshes a login once', async () => {
    const first = { refresh_token: shop.refreshToken };
    const renewed = await app.post('/users/token/refresh/', first).expect(200);
    await app.post('/users/token/refresh/', first).expect(401);
    const token = { Authorization: `Bearer ${String(renewed.body.access_token)}` };
    await app.get('/payments/', token).expect(401);
  });

  it('keeps passwords, private keys and router passwords only as hashes or sealed', async () => {
    const [row] = await app.database.query<{ text: string }>(
      `SELECT (SELECT string_agg(u::text, '') FROM users u)
           || (SELECT string_agg(k::text, '') FROM api_keys k)
           || (SELECT string_agg(c::text, '') FROM credentials c)
           || (SELECT string_agg(r::text, '') FROM routers r) AS text`,
    );
    const secrets = [shop.password, shop.privateKey, shop.secretKey, String(shop.challenge)];
    for (const secret of secrets) {
      expect(row?.text).not.toContain(secret);
      expect(app.logs.join('')).not.toContain(secret);
    }
  });
});
