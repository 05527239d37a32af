import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { aPhone, createLink, rowsOfSales } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';

describe('payment links that nobody has paid', () => {
  let app: TestApp;
  let shop: Shop;
  let other: Shop;

  beforeAll(async () => {
    // Of one device two, of one operator a hundred.
    app = await startTestApp({ settings: { RATE_LIMIT_SCALE: '0.1' } });
    [shop, other] = [await aShop(app), await aShop(app)];
  });
  afterAll(() => app.stop());

  const link = (of: Shop, mac: string, phone = aPhone()) =>
    createLink(app, of, { phone_number: phone, mac_address: mac });

  it('are limited by device, and leave nothing behind when there are too many', async () => {
    const mac = 'AA:BB:CC:DD:EE:01';
    await link(shop, mac).expect(201);
    await link(shop, mac).expect(201);
    const before = await rowsOfSales(app);
    const { body, headers } = await link(shop, mac).expect(429);
    expect(body).toMatchObject({ code: 'rate_limited', error: expect.stringContaining('links') });
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(await rowsOfSales(app)).toEqual(before);
    await link(shop, 'AA:BB:CC:DD:EE:02').expect(201);
  });

  it('are limited by phone where the device is not known', async () => {
    const phone = aPhone();
    await link(shop, '', phone).expect(201);
    await link(shop, '', phone).expect(201);
    await link(shop, '', phone).expect(429);
    await link(shop, '').expect(201);
  });

  it('no longer count once they are paid or over', async () => {
    const mac = 'AA:BB:CC:DD:EE:05';
    await link(shop, mac).expect(201);
    await link(shop, mac).expect(201);
    await app.database.query(`UPDATE payments SET status = 'failed' WHERE user_id = $1`, [
      shop.userId,
    ]);
    await link(shop, mac).expect(201);
  });

  it('are limited by operator, and another one has a limit of their own', async () => {
    await app.database.query(`UPDATE payments SET status = 'failed' WHERE user_id = $1`, [
      shop.userId,
    ]);
    await link(shop, 'AA:BB:CC:DD:EE:03').expect(201);
    await app.database.query(
      `INSERT INTO payments
         SELECT (jsonb_populate_record(one, jsonb_build_object('id', gen_random_uuid()))).*
           FROM payments one, generate_series(1, 99)
          WHERE one.user_id = $1 AND one.status = 'pending'`,
      [shop.userId],
    );
    await app.database.query(
      `INSERT INTO payment_attempts
         SELECT (jsonb_populate_record(a, jsonb_build_object('payment_id', p.id, 'reference', p.id))).*
           FROM payments p, payment_attempts a
           JOIN payments one ON one.id = a.payment_id AND one.status = 'pending'
          WHERE p.user_id = $1 AND p.status = 'pending' AND a.user_id = $1
            AND NOT EXISTS (SELECT FROM payment_attempts t WHERE t.payment_id = p.id)`,
      [shop.userId],
    );
    await link(shop, 'AA:BB:CC:DD:EE:04').expect(429);
    await link(other, 'AA:BB:CC:DD:EE:04').expect(201);
  });
});
