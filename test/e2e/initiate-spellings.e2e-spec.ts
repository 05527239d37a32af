import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { aShop, type Shop } from '../support/shop.js';
import { aPhone, createLink, initiate, rowsOfSales } from '../support/selling.js';

describe('spellings of what is sent to initiate', () => {
  let app: TestApp;
  let shop: Shop;
  let devices = 0;

  /** Another device for each sale, so that none counts as the double tap of another. */
  const aDevice = (): string => `02:00:00:00:00:${String((devices += 1)).padStart(2, '0')}`;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app, { price: '50.00' });
  });
  afterAll(() => app.stop());

  it.each([
    '0712345678',
    '0112345678',
    '712345678',
    '254712345678',
    '+254 712 345 678',
    '+254712345678',
    '0712-345-678',
    '(0712) 345678',
    '00254712345678',
    '0712.345.678',
    '+254 (0) 712 345 678',
    '\u202a+254\u00a0712\u200b345678\u202c',
    '0109123456',
  ])('prompts the Kenyan number written as %s, and keeps it as given', async (phone) => {
    const sale = { phone_number: phone, mac_address: aDevice() };
    const answer = await initiate(app, shop, sale).expect(201);
    expect(answer.body.payment.phone_number).toBe(phone);
    const [invoice] = app.simulator.control.invoices(`${String(answer.body.payment.id)}-1`);
    expect(invoice?.phone).toBe(phone.startsWith('01') ? `254${phone.slice(1)}` : '254712345678');
  });

  it.each([712345678, 254712345678, 112345678])(
    'reads the number %p that is none of text, and keeps it as text',
    async (phone) => {
      for (const sell of [initiate, createLink]) {
        const sale = { phone_number: phone, mac_address: aDevice() };
        const answer = await sell(app, shop, sale).expect(201);
        expect(answer.body.payment.phone_number).toBe(String(phone));
      }
      const found = await app.get(`/payments/?phone=${phone}&limit=1`, shop.token).expect(200);
      expect(found.body.results).toMatchObject([{ phone_number: String(phone) }]);
    },
  );

  it.each([12, -712345678, 0.5, 7.12345678e20, true, [712345678], { number: 712345678 }])(
    'reads no phone number from %p',
    async (phone) => {
      const refused = await initiate(app, shop, { phone_number: phone }).expect(400);
      expect(Object.keys(refused.body.fields)).toEqual(['phone_number']);
    },
  );

  it.each(['0712.345.678', '%E2%80%AA%2B254%C2%A0712345678', '+254 (0) 712 345 678'])(
    'finds payments by the number written as %s',
    async (phone) => {
      await initiate(app, shop, { phone_number: '0712345678', mac_address: aDevice() }).expect(201);
      const { body } = await app.get(`/payments/?phone=${phone}`, shop.token).expect(200);
      expect(body.results.length).toBeGreaterThan(0);
    },
  );

  it.each([
    ['12345', 'too short'],
    ['07123456789', 'too long'],
    ['0202345678', 'a landline of Nairobi'],
    ['+256772123456', 'of Uganda'],
    ['+14155552671', 'of another continent'],
    ['07O2345678', 'with a letter'],
    ['not a phone', 'no number'],
  ])('refuses the number %s: %s', async (phone) => {
    const before = await rowsOfSales(app);
    const refused = await initiate(app, shop, { phone_number: phone }).expect(400);
    expect(refused.body).toStrictEqual({
      error: 'Invalid phone number format',
      code: 'validation_failed',
      request_id: refused.headers['x-request-id'],
      fields: { phone_number: ['Invalid phone number format'] },
    });
    expect(await rowsOfSales(app)).toEqual(before);
  });

  it.each([
    ['aa:bb:cc:dd:ee:ff', 'AA:BB:CC:DD:EE:FF'],
    ['AA-BB-CC-DD-EE-FF', 'AA:BB:CC:DD:EE:FF'],
    ['aabb.ccdd.eeff', 'AA:BB:CC:DD:EE:FF'],
    ['aabbccddeeff', 'AA:BB:CC:DD:EE:FF'],
    ['aabb-ccdd-eeff', 'AA:BB:CC:DD:EE:FF'],
    ['aabbcc-ddeeff', 'AA:BB:CC:DD:EE:FF'],
    ['', ''],
  ])('stores the device %s as "%s"', async (given, stored) => {
    const sale = { mac_address: given, phone_number: aPhone() };
    const answer = await initiate(app, shop, sale).expect(201);
    expect(answer.body.payment.mac_address).toBe(stored);
  });

  it.each([
    ['10.5.50.23', '10.5.50.23'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['::ffff:10.0.0.1', '::ffff:10.0.0.1'],
    ['', ''],
  ])('stores the address %s as "%s"', async (given, stored) => {
    const sale = { ip_address: given, phone_number: aPhone() };
    const answer = await initiate(app, shop, sale).expect(201);
    expect(answer.body.payment.ip_address).toBe(stored);
  });

  it('takes device and address as empty when they are left out', async () => {
    const answer = await initiate(app, shop, { phone_number: aPhone() }).expect(201);
    expect(answer.body.payment).toMatchObject({ mac_address: '', ip_address: '' });
  });

  it.each([['50.00'], ['50'], ['50.0'], [50], [50.0]])(
    'takes the amount %p for the price 50.00',
    async (amount) => {
      const answer = await initiate(app, shop, { amount, phone_number: aPhone() }).expect(201);
      expect(answer.body.payment.amount).toBe('50.00');
    },
  );

  it.each([['50.01'], [49.99], ['5000'], [0]])(
    'does not take the amount %p for the price 50.00',
    async (amount) => {
      const refused = await initiate(app, shop, { amount, phone_number: aPhone() }).expect(400);
      expect(refused.body.error).toBe('Amount must match package price: 50.00 KES');
    },
  );

  it.each([['50.001'], [50.005], ['-50'], [-50], ['5e1'], ['50,00'], ['KES 50'], [true], [[50]]])(
    'reads no amount from %p',
    async (amount) => {
      const refused = await initiate(app, shop, { amount, phone_number: aPhone() }).expect(400);
      expect(refused.body).toMatchObject({
        error: 'amount must be an amount with at most two decimals.',
        code: 'validation_failed',
        fields: { amount: ['amount must be an amount with at most two decimals'] },
      });
    },
  );

  it('reads ids from numeric text', async () => {
    const sale = {
      router_id: String(shop.routerId),
      package_id: String(shop.packageId),
      phone_number: aPhone(),
    };
    const answer = await initiate(app, shop, sale).expect(201);
    expect(answer.body.payment).toMatchObject({ router: shop.routerId, package: shop.packageId });
  });

  it.each([['two'], ['1.0'], [1.5], [0], [-1], ['99999999999'], [null], [{}]])(
    'reads no id from %p',
    async (id) => {
      for (const field of ['router_id', 'package_id']) {
        const refused = await initiate(app, shop, { [field]: id }).expect(400);
        expect(refused.body).toMatchObject({
          code: 'validation_failed',
          fields: { [field]: [`${field} must be an integer id`] },
        });
      }
    },
  );

  it.each([
    ['payment_method', 'cash', 'must be one of: mpesa, card, bank'],
    ['payment_method', 'MPESA', 'must be one of: mpesa, card, bank'],
    ['payment_method', 5, 'must be one of: mpesa, card, bank'],
  ])('refuses %s when it is %p', async (field, value, complaint) => {
    for (const sell of [initiate, createLink]) {
      const refused = await sell(app, shop, { [field]: value }).expect(400);
      expect(refused.body).toStrictEqual({
        error: `${field} ${complaint}.`,
        code: 'validation_failed',
        request_id: refused.headers['x-request-id'],
        fields: { [field]: [`${field} ${complaint}`] },
      });
    }
  });
});
