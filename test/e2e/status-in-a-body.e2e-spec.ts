import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { startTestApp, type TestApp } from '../support/app.js';
import {
  aPhone,
  checkStatus,
  createLink,
  initiate,
  paymentOf,
  paymentDetails,
} from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';

/** Every field that a completed payment differs in, and those that decide whose it is. */
const CLAIMS = {
  status: 'completed',
  is_completed: true,
  is_active: true,
  completed_at: '2026-01-01T00:00:00Z',
  package_expiry_time: '2099-01-01T00:00:00Z',
  mpesa_reference: 'TAKENFREE1',
  duration_hours: 1_000_000,
  review_reason: null,
  user_id: 1,
  id: '01900000-0000-7000-8000-000000000001',
};

const PENDING = {
  completed_at: null,
  package_expiry_time: null,
  mpesa_reference: null,
  is_active: false,
};

describe('a body that claims that a payment is completed', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
  });
  afterAll(() => app.stop());

  it.each([
    ['initiate', initiate],
    ['create-link', createLink],
  ])('changes nothing about a sale by %s', async (_name, sell) => {
    const { body } = await sell(app, shop, { ...CLAIMS, phone_number: aPhone() }).expect(201);
    const told = paymentOf(await paymentDetails(app, shop, body.payment.id));
    expect(told).toMatchObject(PENDING);
    expect(told.status).toMatch(/^(pending|processing)$/);
    expect(told.id).not.toBe(CLAIMS.id);
  });

  it('changes nothing about a payment that is checked', async () => {
    const { body } = await initiate(app, shop, { phone_number: aPhone() }).expect(201);
    await app
      .post(`/payments/intasend/${String(body.payment.id)}/check-status/`, CLAIMS, shop.portal)
      .expect(200);
    const { body: checked } = await checkStatus(app, shop, body.payment.id).expect(200);
    expect(checked.payment).toMatchObject(PENDING);
  });

  it.each(['put', 'patch', 'delete'] as const)(
    'finds no method %s of a payment or of the list',
    async (method) => {
      const { body } = await initiate(app, shop, { phone_number: aPhone() }).expect(201);
      const before = await paymentDetails(app, shop, body.payment.id);
      for (const path of [`/payments/${before.id}/`, '/payments/']) {
        await request(app.url)[method](path).set(shop.token).send(CLAIMS).expect(405);
      }
      expect(await paymentDetails(app, shop, body.payment.id)).toEqual(before);
    },
  );
});
