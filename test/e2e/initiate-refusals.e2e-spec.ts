import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { KeyRing } from '../../src/common/crypto/key-ring.js';
import { Secret } from '../../src/common/crypto/secret.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { aPackage, aRouter, aShop, type Shop } from '../support/shop.js';
import { aPhone, initiate, type Overrides, rowsOfSales } from '../support/selling.js';

const REQUIRED = 'router_id, package_id, phone_number, and amount are required';
const NOBODYS = 2_000_000_000;

/** One of the contract's checks, and a way to fail it that leaves the others to the rest of the sale request. */
interface Check {
  readonly name: string;
  readonly shop?: 'withoutCredentials' | 'sealedElsewhere';
  readonly saleRequest?: Overrides;
  readonly status: number;
  readonly code: string;
  readonly error: string;
}

/** In the order in which they answer. */
const CHECKS: readonly Check[] = [
  {
    name: 'body shape',
    saleRequest: { payment_method: 'cash' },
    status: 400,
    code: 'validation_failed',
    error: 'payment_method must be one of: mpesa, card, bank.',
  },
  {
    name: 'phone',
    saleRequest: { phone_number: '12345' },
    status: 400,
    code: 'validation_failed',
    error: 'Invalid phone number format',
  },
  {
    name: 'router',
    saleRequest: { router_id: NOBODYS },
    status: 404,
    code: 'router_not_found',
    error: 'Router not found or access denied',
  },
  {
    name: 'package',
    saleRequest: { package_id: NOBODYS },
    status: 400,
    code: 'package_not_on_sale',
    error: 'Package not found or not active for this router',
  },
  {
    name: 'credentials',
    shop: 'withoutCredentials',
    status: 404,
    code: 'credentials_missing',
    error: 'No active IntaSend credentials found. Please add your IntaSend API credentials first.',
  },
  {
    name: 'private key',
    shop: 'sealedElsewhere',
    status: 500,
    code: 'private_key_unreadable',
    error: 'Failed to decrypt private key: Invalid encryption key',
  },
  {
    name: 'amount',
    saleRequest: { amount: '1.00' },
    status: 400,
    code: 'amount_mismatch',
    error: 'Amount must match package price: 50.00 KES',
  },
];

const PAIRS = CHECKS.flatMap((first, index) =>
  CHECKS.slice(index + 1)
    // One operator cannot have no keys and keys that do not open.
    .filter((second) => !(first.shop && second.shop))
    .map((second) => [first.name, second.name, first, second] as const),
);

describe('refusals of initiate', () => {
  let app: TestApp;
  let shops: Record<'whole' | 'withoutCredentials' | 'sealedElsewhere', Shop>;

  beforeAll(async () => {
    app = await startTestApp();
    shops = {
      whole: await aShop(app),
      withoutCredentials: await aShop(app),
      sealedElsewhere: await aShop(app),
    };
    await app.database.query('DELETE FROM credentials WHERE id = $1', [
      shops.withoutCredentials.credentialId,
    ]);
    const otherKeys = KeyRing.parse(new Secret(KeyRing.generateKey()));
    await app.database.query('UPDATE credentials SET private_key_sealed = $1 WHERE id = $2', [
      otherKeys.seal(new Secret(shops.sealedElsewhere.secretKey)),
      shops.sealedElsewhere.credentialId,
    ]);
  });
  afterAll(() => app.stop());

  it.each(CHECKS.slice(0, -1).map((check) => [check.name, check] as const))(
    'fails at the %s in the contract’s words and leaves nothing behind',
    async (_name, { shop, saleRequest = {}, status, code, error }) => {
      const before = await rowsOfSales(app);
      const refused = await initiate(app, shops[shop ?? 'whole'], saleRequest).expect(status);
      const { fields, ...body } = refused.body;
      expect(body).toStrictEqual({ error, code, request_id: refused.headers['x-request-id'] });
      expect(Object.keys(fields ?? {})).toEqual(
        code === 'validation_failed' ? Object.keys(saleRequest) : [],
      );
      expect(await rowsOfSales(app)).toEqual(before);
    },
  );

  it.each(PAIRS)('checks the %s before the %s', async (_first, _second, first, second) => {
    const before = await rowsOfSales(app);
    const shop = shops[first.shop ?? second.shop ?? 'whole'];
    const saleRequest = { ...first.saleRequest, ...second.saleRequest };
    const refused = await initiate(app, shop, saleRequest).expect(first.status);
    expect(refused.body).toMatchObject({ error: first.error, code: first.code });
    expect(refused.body).not.toHaveProperty('payment_id');
    expect(await rowsOfSales(app)).toEqual(before);
  });

  it.each(['router_id', 'package_id', 'phone_number', 'amount'])(
    'asks for all four fields when %s is missing, null or empty',
    async (field) => {
      for (const value of [undefined, null, '']) {
        const refused = await initiate(app, shops.whole, { [field]: value }).expect(400);
        expect(refused.body).toMatchObject({ error: REQUIRED, code: 'validation_failed' });
        expect(Object.keys(refused.body.fields)).toEqual([field]);
      }
    },
  );

  it('asks for all four fields when there is no body', async () => {
    const refused = await request(app.url)
      .post('/payments/intasend/initiate/')
      .set(shops.whole.portal)
      .expect(400);
    expect(refused.body.error).toBe(REQUIRED);
    expect(Object.keys(refused.body.fields).sort()).toEqual(
      ['amount', 'package_id', 'phone_number', 'router_id'].sort(),
    );
  });

  it.each(['[]', '[{}]', '"text"', '{', 'null'])(
    'answers the body %s with 400 in the error shape',
    async (text) => {
      const refused = await request(app.url)
        .post('/payments/intasend/initiate/')
        .set(shops.whole.portal)
        .type('json')
        .send(text)
        .expect(400);
      expect(Object.keys(refused.body)).toEqual(
        expect.arrayContaining(['error', 'code', 'request_id']),
      );
    },
  );

  it('names an invalid optional field, not the four required ones', async () => {
    for (const value of [7, 'cash', []]) {
      const refused = await initiate(app, shops.whole, { payment_method: value }).expect(400);
      expect(refused.body.error).toMatch(/^payment_method must be /);
    }
  });

  it('does not know the router of another operator', async () => {
    const { routerId, packageId } = shops.sealedElsewhere;
    const refused = await initiate(app, shops.whole, {
      router_id: routerId,
      package_id: packageId,
    }).expect(404);
    expect(refused.body.error).toBe('Router not found or access denied');
  });

  it('does not know an archived router', async () => {
    const routerId = await aRouter(app, shops.whole);
    const packageId = await aPackage(app, shops.whole, routerId);
    await app.database.query('UPDATE routers SET archived_at = now() WHERE id = $1', [routerId]);
    const refused = await initiate(app, shops.whole, {
      router_id: routerId,
      package_id: packageId,
    }).expect(404);
    expect(refused.body.code).toBe('router_not_found');
  });

  it.each([
    ['inactive', 'is_active = false'],
    ['archived', 'archived_at = now()'],
  ])('does not sell a package that is %s', async (_state, change) => {
    const { whole } = shops;
    const packageId = await aPackage(app, whole, whole.routerId);
    const sale = { package_id: packageId, phone_number: aPhone() };
    await initiate(app, whole, sale).expect(201);
    await app.database.query(`UPDATE packages SET ${change} WHERE id = $1`, [packageId]);
    const refused = await initiate(app, whole, { ...sale, phone_number: aPhone() }).expect(400);
    expect(refused.body.error).toBe('Package not found or not active for this router');
  });

  it('does not sell a package on another router of the same operator', async () => {
    const { whole } = shops;
    const otherRouter = await aRouter(app, whole);
    for (const saleRequest of [
      { package_id: await aPackage(app, whole, otherRouter) },
      { router_id: otherRouter },
      { package_id: shops.sealedElsewhere.packageId },
    ]) {
      const refused = await initiate(app, whole, saleRequest).expect(400);
      expect(refused.body.code).toBe('package_not_on_sale');
    }
  });
});
