import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Simulator, startSimulator } from '../simulator.js';
import { Merchant, ORDINARY_PHONE } from '../testing/merchant.js';

const MISSING = { detail: 'Authentication credentials were not provided.' };
const PUSH = { phone_number: ORDINARY_PHONE, amount: 5 };

describe('authentication', () => {
  let simulator: Simulator;
  let shop: Merchant;

  beforeEach(async () => {
    simulator = await startSimulator({ port: 0, speed: 0 });
    shop = new Merchant(simulator.url);
  });

  afterEach(() => simulator.stop());

  it.each(['invoices/', 'invoices/ABC/', 'chargebacks/', 'paymentlinks/'])(
    'demands the secret key for GET %s',
    async (path) => {
      const asPublishable = { 'X-IntaSend-Public-API-Key': shop.publishableKey };
      const { status, headers, body } = await shop.get(path, asPublishable);
      expect(status).toBe(401);
      expect(headers.get('www-authenticate')).toBe('Bearer');
      expect(body).toEqual(MISSING);
    },
  );

  it.each(['payment/mpesa-stk-push/', 'chargebacks/', 'paymentlinks/'])(
    'demands the secret key for POST %s',
    async (path) => {
      const body = { ...PUSH, public_key: shop.publishableKey };
      expect((await shop.post(path, body, {})).status).toBe(401);
    },
  );

  it('does not let the secret key alone make a checkout', async () => {
    const { status, body } = await shop.post('checkout/', { amount: 5 });
    expect([status, body]).toEqual([401, MISSING]);
  });

  it.each(['X-IntaSend-Public-API-Key', 'INTASEND_PUBLIC_API_KEY'])(
    'takes the publishable key from the header %s',
    async (header) => {
      const headers = { [header]: shop.publishableKey };
      expect((await shop.post('checkout/', { amount: 5 }, headers)).status).toBe(201);
    },
  );

  it.each([
    ['no secret key', { Authorization: 'Bearer ISPubKey_test_shop' }],
    ['nonsense', { Authorization: 'Bearer secret' }],
  ])('refuses %s as a secret key', async (_what, headers) => {
    const { status, body } = await shop.post('payment/mpesa-stk-push/', PUSH, headers);
    expect([status, body]).toEqual([401, { detail: 'Invalid api token' }]);
  });

  it('refuses live keys as the sandbox host', async () => {
    const live = new Merchant(simulator.url, 'shop', 'live');
    const { status, text } = await live.push();
    expect(status).toBe(401);
    expect(text).toContain('Invalid token for sandbox environment');
    expect((await live.checkout()).status).toBe(401);
  });

  it('refuses test keys as the live host', async () => {
    const liveHost = await startSimulator({ port: 0, speed: 0, environment: 'live' });
    const refused = await new Merchant(liveHost.url).push();
    const accepted = await new Merchant(liveHost.url, 'shop', 'live').push();
    await liveHost.stop();

    expect(refused.body).toEqual({ detail: 'Invalid token for live environment' });
    expect(accepted.status).toBe(200);
  });

  it('refuses a key after a control call said so, and no other', async () => {
    simulator.control.refuseKey(shop.secretKey);
    expect((await shop.push()).body).toEqual({ detail: 'Invalid api token' });
    expect((await shop.checkout()).status).toBe(201);

    simulator.control.acceptKey(shop.secretKey);
    expect((await shop.push()).status).toBe(200);
  });

  it('refuses a secret key with the publishable key of another account', async () => {
    const other = new Merchant(simulator.url, 'other');
    for (const merchant of [shop, other]) {
      await merchant.push({ public_key: merchant.publishableKey });
    }
    expect((await shop.push({ public_key: other.publishableKey })).status).toBe(401);
  });

  it('keeps the shape of 401 whatever shape other refusals have', async () => {
    simulator.control.behave({ errorShape: 'C' });
    expect((await shop.post('payment/mpesa-stk-push/', PUSH, {})).body).toEqual(MISSING);
  });

  it('answers 404 to everyone for paths that are not there', async () => {
    const { status, body } = await shop.get('subscriptions/');
    expect(status).toBe(404);
    expect(body).toMatchObject({ errors: [{ code: 'not_found' }] });
  });
});
