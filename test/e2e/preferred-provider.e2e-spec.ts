import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request, { type Test } from 'supertest';
import { PROVIDERS } from '../../src/providers/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { aPhone, eventsOf, paymentDetails } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import { tillProvider } from '../support/till-provider/index.js';
import {
  type Merchant,
  startTillService,
  type TillService,
} from '../support/till-provider/till-service.js';

const MERCHANT: Merchant = {
  clientId: 'till-client-1',
  clientSecret: 'till-secret-0123456789',
  apiKey: 'till-webhook-0123456789',
  till: 'K112233',
};
const TILL_KEYS = {
  provider: 'kopokopo',
  client_id: MERCHANT.clientId,
  client_secret: MERCHANT.clientSecret,
  api_key: MERCHANT.apiKey,
  till_number: MERCHANT.till,
};
const MANY = 100;

describe('a sale through the preferred provider', () => {
  let app: TestApp;
  let service: TillService;
  let shop: Shop;

  beforeAll(async () => {
    service = await startTillService(MERCHANT);
    app = await startTestApp({
      providers: [
        ...PROVIDERS.filter(({ code }) => code !== 'kopokopo'),
        tillProvider(service.url),
      ],
    });
  });
  afterAll(async () => {
    await app.stop();
    await service.stop();
  });
  beforeEach(async () => {
    shop = await aShop(app);
  });
  afterEach(() => {
    service.setAway(false);
    app.simulator.control.clearFaults();
  });

  const addTill = async (environment = 'sandbox'): Promise<number> => {
    const body = { ...TILL_KEYS, environment };
    const added = await app.post('/payments/credentials/', body, shop.token).expect(201);
    return Number(added.body.id);
  };
  const put = (path: string, body: object): Test =>
    request(app.url).put(path).set(shop.token).send(body);
  const prefer = (provider: string | null) =>
    put('/payments/settings/', { preferred_provider: provider }).expect(200);
  const preferAtRouter = (provider: string | null) =>
    request(app.url)
      .patch(`/routers/${shop.routerId}/`)
      .set(shop.token)
      .send({ preferred_provider: provider })
      .expect(200);
  const sell = (overrides: object = {}): Test =>
    app.post(
      '/payments/initiate/',
      shop.saleRequest({ phone_number: aPhone(), ...overrides }),
      shop.portal,
    );
  const details = (paymentId: unknown) => paymentDetails(app, shop, paymentId);
  const intaSendAway = (): void => {
    app.simulator.control.addFault({ fault: 'unavailable', times: MANY });
  };
  const chargesOf = (paymentId: unknown): number =>
    service.charges.filter(({ reference }) => reference.startsWith(String(paymentId))).length;

  it('goes through the only provider that has credentials, without a preference', async () => {
    const { body } = await sell().expect(201);
    expect(body).toMatchObject({
      message: 'STK push initiated successfully',
      payment: { payment_provider: 'instasend', status: 'processing' },
      intasend: { state: 'PENDING', message: 'STK push sent successfully' },
      access_claim: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(body).not.toHaveProperty('kopokopo');
  });

  it('goes through the provider that the operator prefers, and names its answer by it', async () => {
    await addTill();
    expect((await sell().expect(201)).body.payment.payment_provider).toBe('instasend');
    await prefer('kopokopo');
    const { body } = await sell().expect(201);
    expect(body).toMatchObject({
      payment: { payment_provider: 'kopokopo' },
      kopokopo: {
        payment_id: expect.stringMatching(/^charge-/),
        message: 'STK push sent successfully',
      },
    });
    expect(body).not.toHaveProperty('intasend');
  });

  it('goes through the provider of its router first, and through that of the operator without one', async () => {
    await addTill();
    await prefer('kopokopo');
    await preferAtRouter('intasend');
    expect((await sell().expect(201)).body.payment.payment_provider).toBe('instasend');
    await preferAtRouter(null);
    expect((await sell().expect(201)).body.payment.payment_provider).toBe('kopokopo');
  });

  it('goes through another provider when the preferred one has no active credentials', async () => {
    const id = await addTill();
    await prefer('kopokopo');
    await app.post(`/payments/credentials/${id}/toggle/`, {}, shop.token).expect(200);
    expect((await sell().expect(201)).body.payment.payment_provider).toBe('instasend');
  });

  it('is refused without active credentials of any provider', async () => {
    const path = `/payments/credentials/${shop.credentialId}/`;
    await request(app.url).delete(path).set(shop.token).expect(204);
    const { body } = await sell().expect(404);
    expect(body).toMatchObject({
      code: 'credentials_missing',
      error:
        'No active payment credentials found. Please add your IntaSend or Kopo Kopo API ' +
        'credentials first.',
    });
  });

  it('makes the checks of a sale in their order', async () => {
    expect((await sell({ phone_number: 'x' }).expect(400)).body.error).toBe(
      'Invalid phone number format',
    );
    expect((await sell({ router_id: 999_999 }).expect(404)).body.error).toBe(
      'Router not found or access denied',
    );
    expect((await sell({ package_id: 999_999 }).expect(400)).body.code).toBe('package_not_on_sale');
    const { body } = await sell({ amount: '1.00' }).expect(400);
    expect(body).toMatchObject({
      error: `Amount must match package price: ${shop.price} KES`,
      payment_id: expect.any(String),
    });
  });

  it('sends no second prompt for a double tap, through whichever provider', async () => {
    await addTill();
    const phone_number = aPhone();
    const first = await sell({ phone_number }).expect(201);
    await prefer('kopokopo');
    const second = await sell({ phone_number }).expect(200);
    expect(second.body).toMatchObject({
      message: 'STK push already sent',
      payment: { id: first.body.payment.id, payment_provider: 'instasend' },
      intasend: { payment_id: first.body.intasend.payment_id },
    });
    expect(chargesOf(first.body.payment.id)).toBe(0);
  });

  describe('whose prompt surely was not sent', () => {
    it('is prompted through the other provider, as another attempt of the same payment', async () => {
      const id = await addTill();
      intaSendAway();
      const { body } = await sell().expect(201);
      expect(body).toMatchObject({
        payment: { payment_provider: 'kopokopo', status: 'processing', retry_count: 1 },
        kopokopo: { message: 'STK push sent successfully' },
        access_claim: expect.any(String),
      });
      const payment = await details(body.payment.id);
      expect(payment.attempts).toMatchObject([
        { number: 1, delivery: 'not_sent' },
        { number: 2, delivery: 'accepted' },
      ]);
      expect(eventsOf(payment)).toEqual(['created', 'not_sent', 'retried', 'accepted']);
      expect(payment.history[2]?.evidence).toEqual({ provider: 'kopokopo' });
      const attempts = await app.database.query<{ provider: string; credential: number }>(
        `SELECT provider, credential_id AS credential FROM payment_attempts
          WHERE payment_id = $1 ORDER BY number`,
        [body.payment.id],
      );
      expect(attempts).toEqual([
        { provider: 'instasend', credential: shop.credentialId },
        { provider: 'kopokopo', credential: id },
      ]);
    });

    it('belongs to the other provider from then on', async () => {
      await addTill();
      intaSendAway();
      const { body } = await sell().expect(201);
      const { id } = body.payment;
      const wrong = await app.post(
        `/payments/intasend/${String(id)}/check-status/`,
        {},
        shop.portal,
      );
      expect(wrong.body.error).toBe('This payment was not initiated through IntaSend');
      const charge = service.charges.find(({ reference }) => reference === `${String(id)}-2`);
      if (charge) service.finish(charge, 'Success');
      for (const path of [`/payments/kopokopo/${String(id)}`, `/payments/${String(id)}`]) {
        const checked = await app.post(`${path}/check-status/`, {}, shop.portal).expect(200);
        expect(checked.body).toMatchObject({
          status: 'completed',
          kopokopo_status: { state: 'COMPLETE' },
        });
      }
    });

    it('is refused when the other provider cannot be reached either', async () => {
      await addTill();
      intaSendAway();
      service.setAway(true);
      const { body } = await sell().expect(503);
      expect(body).toMatchObject({
        code: 'provider_unreachable',
        error: expect.stringContaining('Kopo Kopo cannot be reached'),
        access_claim: expect.any(String),
      });
      expect(await details(body.payment_id)).toMatchObject({ status: 'failed' });
    });

    it.each([
      ['there is no other provider', async () => Promise.resolve()],
      ['the other provider takes real money, and it does not', () => addTill('live')],
    ] as const)('is refused when %s', async (_why, prepare) => {
      await prepare();
      await prefer('instasend');
      intaSendAway();
      const { body } = await sell().expect(503);
      expect(body.error).toContain('IntaSend cannot be reached');
      expect(chargesOf(body.payment_id)).toBe(0);
    });

    it('is refused when a provider was asked for by name', async () => {
      await addTill();
      intaSendAway();
      const sale = shop.saleRequest({ phone_number: aPhone() });
      await app.post('/payments/intasend/initiate/', sale, shop.portal).expect(503);
    });
  });

  it.each([
    ['may have been sent', 'drop_after', 202],
    ['was refused', 'validation_error', 400],
  ] as const)('stays with its provider when it %s', async (_what, fault, status) => {
    await addTill();
    await prefer('instasend');
    app.simulator.control.addFault({ fault });
    const { body } = await sell().expect(status);
    const id: unknown = body.payment_id ?? body.payment.id;
    expect(chargesOf(id)).toBe(0);
    expect((await details(id)).attempts).toHaveLength(1);
  });

  it('is tried again with its Idempotency-Key, and prompts once', async () => {
    await addTill();
    intaSendAway();
    const body = shop.saleRequest({ phone_number: aPhone() });
    const headers = { ...shop.portal, 'Idempotency-Key': `key-${aPhone()}` };
    const first = await app.post('/payments/initiate/', body, headers).expect(201);
    const again = await app.post('/payments/initiate/', body, headers).expect(201);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(again.body.payment.id).toBe(first.body.payment.id);
    expect(chargesOf(first.body.payment.id)).toBe(1);
  });

  it('refuses a preference for an unknown provider', async () => {
    const { body } = await put('/payments/settings/', { preferred_provider: 'paypal' }).expect(400);
    expect(Object.keys(body.fields)).toEqual(['preferred_provider']);
    await put('/payments/settings/', { on_reversal: 'revoke' }).expect(200, {
      preferred_provider: null,
      on_reversal: 'revoke',
    });
    const { body: read } = await app.get('/payments/settings/', shop.token).expect(200);
    expect(read).toEqual({ preferred_provider: null, on_reversal: 'revoke' });
  });
});
