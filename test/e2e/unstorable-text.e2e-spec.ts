import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { aPhone } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';

/** JSON can carry both; PostgreSQL can store neither. */
const UNSTORABLE = ['nul \0', 'half \ud800 a pair'];

const sale = (shop: Shop): Record<string, unknown> => ({
  router_id: String(shop.routerId),
  package_id: String(shop.packageId),
  phone_number: '0712345678',
  amount: shop.price,
  payment_method: 'mpesa',
  mac_address: 'AA:BB:CC:DD:EE:FF',
  ip_address: '192.168.1.100',
});

/** What a sale is not stopped by. */
const HINTS = ['mac_address', 'ip_address'];

/** Bodies that are fine, by path: each of their texts is made unstorable in turn. */
const BODIES: Readonly<Record<string, (shop: Shop) => Record<string, unknown>>> = {
  '/users/register/': () => ({
    username: 'somebody-new',
    email: 'new@example.com',
    password: 'correct horse battery',
  }),
  '/users/login/': ({ username, password }) => ({ username, password }),
  '/users/api-key-login/': ({ publicKey, privateKey }) => ({
    public_key: publicKey,
    private_key: privateKey,
  }),
  '/users/token/refresh/': ({ refreshToken }) => ({ refresh_token: refreshToken }),
  '/payments/credentials/': () => ({
    provider: 'instasend',
    api_key: 'ISPubKey_test_1',
    private_key: 'ISSecretKey_test_1',
    environment: 'sandbox',
    webhook_challenge: 'a challenge',
  }),
  '/routers/': () => ({ name: 'Cafe', host: '10.0.0.1', username: 'api', password: 'a password' }),
  '/routers/packages/': ({ routerId }) => ({
    name: 'One hour',
    router: String(routerId),
    package_type: 'hourly',
    duration_hours: '1',
    price: '25.00',
    currency: 'KES',
    download_speed_mbps: '10',
    upload_speed_mbps: '5',
    description: 'Fast.',
  }),
  '/payments/intasend/initiate/': sale,
  '/payments/intasend/create-link/': sale,
};
import { aPromptOut } from '../support/webhooks.js';

describe('text that the database cannot store', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
  });
  afterAll(() => app.stop());

  it.each(Object.entries(BODIES))('is refused in every field of %s', async (path, bodyOf) => {
    const body = bodyOf(shop);
    for (const text of UNSTORABLE) {
      for (const field of Object.keys(body).filter((name) => !HINTS.includes(name))) {
        const answer = await app.post(path, { ...body, [field]: text }, shop.token);
        expect({ field, status: answer.status }).toEqual({ field, status: 400 });
        expect(Object.keys(answer.body.fields)).toEqual([field]);
      }
    }
  });

  it.each(HINTS)('is left out in the hint %s of a sale', async (hint) => {
    for (const [path, bodyOf] of Object.entries(BODIES).filter(([, body]) => body === sale)) {
      for (const text of UNSTORABLE) {
        const body = { ...bodyOf(shop), phone_number: aPhone(), [hint]: text };
        const answer = await app.post(path, body, shop.token).expect(201);
        expect(answer.body.payment[hint]).toBe('');
        expect(answer.body.warnings).toHaveLength(1);
      }
    }
  });

  it('is found under no address', async () => {
    for (const path of ['/payments/%00/', '/routers/%00/', '/routers/packages/a%00b/']) {
      await app.get(path, shop.token).expect(404);
    }
    await app.get('/payment/success/%00/').expect(404);
  });

  it('is kept of a webhook with what cannot be stored replaced', async () => {
    // Of a sender who is known the whole body is kept.
    const sold = await aPromptOut(app, shop);
    const event = {
      ...{ invoice_id: sold.invoiceId, api_ref: sold.reference, state: 'PENDING' },
      provider: 'ODD\0NAME',
      updated_at: '2026-01-01T00:00:00Z',
      'odd\ud800key': ['nul \0', { deep: '\udfff' }],
      challenge: shop.challenge,
    };
    const answer = await app.post('/payments/webhook/', event).expect(200);
    expect(answer.body).toEqual({ status: 'ok' });
    const [row] = await app.database.query<{ body: unknown }>('SELECT body FROM webhook_events');
    expect(row?.body).toEqual({
      ...{ invoice_id: sold.invoiceId, api_ref: sold.reference, state: 'PENDING' },
      provider: 'ODD\ufffdNAME',
      updated_at: '2026-01-01T00:00:00Z',
      'odd\ufffdkey': ['nul \ufffd', { deep: '\ufffd' }],
    });
  });
});
