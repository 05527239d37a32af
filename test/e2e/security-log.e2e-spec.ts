import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { SessionsService } from '../../src/auth/sessions.service.js';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { aShop, anOperator, type Shop } from '../support/shop.js';
import { aPromptOut, paidEvent, securityEvents, WEBHOOK_PATH } from '../support/webhooks.js';

describe('the security log', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
  });
  afterAll(() => app.stop());

  /** The events that `work` brings about, without what every line has. */
  async function eventsOf(work: () => Promise<unknown>): Promise<Record<string, unknown>[]> {
    const before = securityEvents(app).length;
    await work();
    await app.idle();
    return securityEvents(app)
      .slice(before)
      .map(({ level, event, userId, ...rest }) => {
        const { credentialId, by, reason } = rest;
        return { level, event, userId, credentialId, by, reason };
      });
  }
  const line = (level: string, event: string, more: object = {}): object => ({
    level,
    event,
    userId: shop.userId,
    ...more,
  });

  it.each([
    { kind: 'password', passwordHash: 'replaced since' },
    { kind: 'api_key', publicKey: 'replaced since' },
  ] as const)('has no login by a proof that was replaced: %j', async (proof) => {
    const written = () =>
      app.database.query<{ events: string; sessions: string }>(
        `SELECT (SELECT count(*) FROM security_events) AS events,
                (SELECT count(*) FROM sessions) AS sessions`,
      );
    const before = await written();
    const begun = await app.nest.get(SessionsService).begin(shop.userId, proof, 'api');
    expect(begun).toBeNull();
    expect(await written()).toEqual(before);
  });

  it('has registrations and logins, with the kind of proof', async () => {
    let operator = shop as Pick<Shop, 'userId' | 'publicKey' | 'privateKey'>;
    const events = await eventsOf(async () => {
      operator = await anOperator(app);
      const { publicKey: public_key, privateKey: private_key } = operator;
      await app.post('/users/api-key-login/', { public_key, private_key }).expect(200);
    });
    const { userId } = operator;
    expect(events).toEqual([
      line('info', 'registered', { userId }),
      line('info', 'logged_in', { userId, by: 'password' }),
      line('info', 'logged_in', { userId, by: 'api_key' }),
    ]);
  });

  it('has refused logins, without unknown names', async () => {
    const { username, publicKey: public_key } = shop;
    const password = 'not the password';
    const events = await eventsOf(async () => {
      await app.post('/users/login/', { username, password }).expect(401);
      await app.post('/users/login/', { username: 'nobody at all', password }).expect(401);
      const keys = { public_key, private_key: randomHex(32) };
      await app.post('/users/api-key-login/', keys).expect(401);
    });
    expect(events).toEqual([
      line('warn', 'login_failed', { by: 'password', reason: 'wrong' }),
      line('warn', 'login_failed', { userId: null, by: 'password', reason: 'wrong' }),
      line('warn', 'login_failed', { by: 'api_key', reason: 'wrong' }),
    ]);
    expect(app.logs.join()).not.toContain('nobody at all');
  });

  it('has every change of provider keys', async () => {
    let credentialId = 0;
    const events = await eventsOf(async () => {
      const keys = {
        provider: 'instasend',
        api_key: 'ISPubKey_test_log',
        private_key: 'ISSecretKey_test_log',
      };
      const added = await app.post('/payments/credentials/', keys, shop.token).expect(201);
      credentialId = Number(added.body.id);
      const path = `/payments/credentials/${credentialId}/`;
      const secrets = { private_key: 'ISSecretKey_test_log2' };
      await app.post(`${path}update-private-key/`, secrets, shop.token).expect(200);
      await app.post(`${path}toggle/`, {}, shop.token).expect(200);
      await request(app.url)
        .patch(path)
        .set(shop.token)
        .send({ webhook_challenge: 'a challenge' })
        .expect(200);
      await request(app.url).delete(path).set(shop.token).expect(204);
    });
    expect(events).toEqual(
      [
        'credential_added',
        'private_key_replaced',
        'credential_toggled',
        'credential_changed',
        'credential_removed',
      ].map((event) => line('info', event, { credentialId })),
    );
  });

  it('has new API keys and changed passwords', async () => {
    const events = await eventsOf(async () => {
      await app.post('/users/rotate-api-keys/', {}, shop.token).expect(201);
      const { password } = shop;
      const wrong = { old_password: `${password}x`, new_password: `pass phrase ${randomHex(8)}` };
      await app.post('/users/change-password/', wrong, shop.token).expect(400);
      const right = { ...wrong, old_password: password };
      await app.post('/users/change-password/', right, shop.token).expect(200);
    });
    expect(events).toEqual([
      line('info', 'api_keys_replaced'),
      line('warn', 'password_change_refused'),
      line('info', 'password_changed'),
    ]);
  });

  it('records a manual override of a payment', async () => {
    const other = await aShop(app);
    const sold = await aPromptOut(app, other);
    const path = `/payments/${sold.id}/mark-completed/`;
    await app.post(path, { reason: 'Paid in cash' }, other.token).expect(200);
    expect(securityEvents(app).at(-1)).toMatchObject({
      level: 'info',
      event: 'payment_marked',
      userId: other.userId,
      paymentId: sold.id,
    });
  });

  it('has webhooks with a wrong challenge, with their payment', async () => {
    const other = await aShop(app);
    const sold = await aPromptOut(app, other);
    await app.post(WEBHOOK_PATH, { ...paidEvent(sold, other), challenge: 'a guess' }).expect(200);
    expect(securityEvents(app).at(-1)).toMatchObject({
      level: 'warn',
      event: 'webhook_refused',
      userId: other.userId,
      paymentId: sold.id,
      invoiceId: sold.invoiceId,
    });
  });
});
