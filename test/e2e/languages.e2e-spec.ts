import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { startTestApp, type TestApp } from '../support/app.js';
import { aPhone, checkStatus, initiate } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';

describe('the language of what customers read', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
  });
  afterAll(() => app.stop());

  const SWAHILI = { 'Accept-Language': 'sw-KE,sw;q=0.9,en;q=0.5' };
  const nobody = '/payments/intasend/0198c0de-5b7a-7cc0-9d55-3b1f0a6f2a10/check-status/';

  it.each([
    ['sw', 'sw'],
    ['sw-KE,sw;q=0.9,en;q=0.5', 'sw'],
    ['fr,sw;q=0.5', 'sw'],
    ['en,sw;q=0.9', 'en'],
    ['sw;q=0,en', 'en'],
    ['fr', 'en'],
    ['*', 'en'],
    ['', 'en'],
    [',,;q=sw;;', 'en'],
  ])('follows Accept-Language %j: %s', async (asked, language) => {
    const { body, headers } = await app
      .post(nobody, {}, { ...shop.portal, 'Accept-Language': asked })
      .expect(404);
    expect(headers['content-language']).toBe(language);
    expect(String(headers['vary'])).toContain('Accept-Language');
    expect(body.code).toBe('payment_not_found');
    expect(body.error).toBe(
      language === 'sw'
        ? 'Malipo hayajapatikana, au huna ruhusa'
        : 'Payment not found or access denied',
    );
  });

  it('is English without the header', async () => {
    const { body, headers } = await app.post(nobody, {}, shop.portal).expect(404);
    expect(headers['content-language']).toBe('en');
    expect(body.error).toBe('Payment not found or access denied');
  });

  it('is that of an unknown key too, and of an origin that is another one', async () => {
    const { body, headers } = await app
      .get(`/routers/${shop.routerId}/packages/`, {
        ...SWAHILI,
        'X-Public-Key': 'f'.repeat(32),
        Origin: 'http://hotspot.example',
      })
      .expect(401);
    expect(body).toMatchObject({ error: 'Ufunguo wa API wa umma si sahihi.' });
    expect(headers['access-control-allow-origin']).toBe('*');
    expect(headers['content-language']).toBe('sw');
  });

  it('is replayed with the first answer', async () => {
    const headers = { ...shop.portal, 'Idempotency-Key': randomUUID() };
    const request = shop.saleRequest({ phone_number: aPhone(), amount: '1.00' });
    const path = '/payments/intasend/initiate/';
    const first = await app.post(path, request, { ...headers, ...SWAHILI }).expect(400);
    expect(first.body.error).toMatch(/^Kiasi lazima kilingane na bei ya kifurushi: \d+\.00 KES$/);
    const replay = await app.post(path, request, headers).expect(400);
    expect(replay.headers).toMatchObject({
      'idempotent-replayed': 'true',
      'content-language': 'sw',
    });
    expect(replay.body).toEqual(first.body);
  });

  it('is that of the reason why a payment has failed', async () => {
    // The simulator lets this phone not answer.
    const { body } = await initiate(app, shop, { phone_number: '254700000105' });
    const id = String(body.payment.id);
    await app.simulator.control.advance(60_000);
    await checkStatus(app, shop, id);
    await app.idle();
    const path = `/payments/intasend/${id}/check-status/`;
    const english = await app.post(path, {}, shop.portal).expect(200);
    const swahili = await app.post(path, {}, { ...shop.portal, ...SWAHILI }).expect(200);
    expect(english.body.payment.status).toBe('failed');
    expect(english.body.payment.error_message).not.toBe('');
    expect(swahili.body.payment.error_message).toBe(
      'Simu haikujibu. Hakikisha imewashwa na ina mtandao.',
    );
    expect(swahili.body.payment.error_message).not.toBe(english.body.payment.error_message);
  });
});
