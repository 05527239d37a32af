import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { sha256Hex } from '../../src/common/crypto/hash.js';
import { newId } from '../../src/common/ids/uuid.js';
import { aMac, anAccessCode } from '../support/access-rows.js';
import { type Headers, startTestApp, type TestApp } from '../support/app.js';
import { accessOf, type Bought, buy, useRadius, withClaim } from '../support/claims.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { RadiusFunctions } from '../support/radius-functions.js';
import { aPhone, type Overrides, paymentDetails } from '../support/selling.js';
import { aRouter, aShop, type Shop } from '../support/shop.js';

const TICKET = /^lt-[0-9a-f]{32}$/;
const RECONNECT = '/access/reconnect/';
const TICKETS = '/access/login-tickets/';
let routers = 0;

/** A server, a shop whose router asks by RADIUS, and what its customers can prove. */
class Place {
  private constructor(
    readonly app: TestApp,
    readonly shop: Shop,
    readonly radius: RadiusFunctions,
  ) {}

  static async open(app: TestApp, pool: Pool): Promise<Place> {
    const shop = await aShop(app);
    const address = `10.77.3.${String(++routers)}`;
    await useRadius(app, shop, address);
    const router = { routerId: shop.routerId, userId: shop.userId, address, secret: '' };
    return new Place(app, shop, new RadiusFunctions(pool, router));
  }

  reconnect(proof: Overrides, headers: Headers = this.shop.portal) {
    const device = { router_id: this.shop.routerId, mac_address: aMac() };
    return this.app.post(RECONNECT, { ...device, ...proof }, headers);
  }

  ticket(body: Overrides, headers: Headers = this.shop.portal) {
    return this.app.post(TICKETS, body, headers);
  }

  async codeOf({ id, claim }: Bought): Promise<string> {
    return (await accessOf(this.app, this.shop, id, withClaim(this.shop, claim))).code ?? '';
  }

  async receiptOf({ id }: Bought): Promise<string> {
    return String((await paymentDetails(this.app, this.shop, id))['mpesa_reference']);
  }
}

describe('POST /access/reconnect/', () => {
  let database: TestDatabase;
  let app: TestApp;
  let pool: Pool;
  let place: Place;
  let phone: string;
  let bought: Bought;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startTestApp({ databaseUrl: database.url });
    pool = new Pool({ connectionString: database.url, max: 2 });
  });
  beforeEach(async () => {
    place = await Place.open(app, pool);
    phone = aPhone();
    bought = await buy(app, place.shop, { phone_number: phone });
  });
  afterAll(async () => {
    await pool.end();
    await app.stop();
    await database.drop();
  });

  const receiptProof = async (): Promise<Overrides> => ({
    mpesa_reference: await place.receiptOf(bought),
    phone_last4: phone.slice(-4),
  });

  it('attaches the device by the code, and answers a ticket that logs in once', async () => {
    const mac = aMac();
    const code = await place.codeOf(bought);
    const { body } = await place.reconnect({ code, mac_address: mac }).expect(201);
    expect(body).toStrictEqual({
      login_ticket: expect.stringMatching(TICKET),
      expires_at: expect.any(String),
      starts_at: expect.any(String),
      ends_at: expect.any(String),
    });
    expect(JSON.stringify(body)).not.toContain(code);
    const { starts_at, ends_at } = await accessOf(app, place.shop, bought.id);
    expect(body).toMatchObject({ starts_at, ends_at });
    const minutes = (Date.parse(body.expires_at as string) - Date.now()) / 60_000;
    expect(Math.round(minutes)).toBe(10);
    const ticket = String(body.login_ticket);
    expect(await place.radius.login(ticket, aMac())).toMatchObject({ reason: 'unknown' });
    expect(await place.radius.login(ticket, mac)).toMatchObject({ isAccepted: true });
    expect(await place.radius.login(ticket, mac)).toMatchObject({ reason: 'expired' });
    expect(await place.radius.login(mac, mac)).toMatchObject({ isAccepted: true });
  });

  it('takes a code in any spelling, and a receipt with the message around it', async () => {
    const mac = aMac();
    const code = (await place.codeOf(bought)).toLowerCase();
    const typed = `${code.slice(0, 4)}-${code.slice(4)}`;
    await place.reconnect({ code: typed, mac_address: mac.toLowerCase() }).expect(201);
    const { mpesa_reference: receipt, ...digits } = await receiptProof();
    const sms = `${String(receipt).toLowerCase()} confirmed. Ksh50.00 sent to CAFE.`;
    await place.reconnect({ mpesa_reference: sms, ...digits, mac_address: mac }).expect(201);
  });

  it('stores the SHA-256 of the ticket alone', async () => {
    const { body } = await place.reconnect({ code: await place.codeOf(bought) }).expect(201);
    const rows = await app.database.query<{ row: string }>(
      'SELECT t::text AS row FROM login_tickets t',
    );
    const text = rows.map(({ row }) => row).join('\n');
    expect(text).toContain(sha256Hex(String(body.login_ticket)));
    expect(text).not.toContain(body.login_ticket);
  });

  it.each<[string, (good: { code: string; receipt: string }) => Overrides]>([
    ['an unknown code', () => ({ code: anAccessCode() })],
    ['a code that cannot be one', () => ({ code: 'hello' })],
    ['an unknown receipt', () => ({ mpesa_reference: 'TDL4MADEUP', phone_last4: phone.slice(-4) })],
    [
      'a receipt with the digits of another phone',
      ({ receipt }) => ({
        mpesa_reference: receipt,
        phone_last4: phone.endsWith('0000') ? '0001' : '0000',
      }),
    ],
    ['a router that does not exist', ({ code }) => ({ code, router_id: 2_000_000_000 })],
  ])('answers the same 404 for %s', async (_, proof) => {
    const good = { code: await place.codeOf(bought), receipt: await place.receiptOf(bought) };
    const { body } = await place.reconnect(proof(good)).expect(404);
    expect(body).toEqual({
      error: 'No access was found for this code or receipt at this router.',
      code: 'access_not_found',
      request_id: expect.any(String),
    });
  });

  it('answers the same 404 at another router, an archived one, and another operator', async () => {
    const code = await place.codeOf(bought);
    const answers = [
      await place.reconnect({ code, router_id: await aRouter(app, place.shop) }),
      await place.reconnect({ code }, (await aShop(app)).portal),
    ];
    await app.database.query('UPDATE routers SET archived_at = now() WHERE id = $1', [
      place.shop.routerId,
    ]);
    answers.push(await place.reconnect({ code }));
    for (const { status, body } of answers) {
      expect([status, body.code]).toEqual([404, 'access_not_found']);
    }
  });

  it.each<[string, Overrides, string]>([
    ['no proof', {}, 'code'],
    ['a code and a receipt', { code: 'ABCD2345', mpesa_reference: 'TDL4MADEUP' }, 'code'],
    ['a receipt alone', { mpesa_reference: 'TDL4MADEUP' }, 'code'],
    ['the digits of a phone alone', { phone_last4: '5678' }, 'code'],
    ['a whole phone number', { phone_last4: '0712345678' }, 'phone_last4'],
    ['a code that is no text', { code: 12 }, 'code'],
    ['an empty code', { code: '' }, 'code'],
    ['a very long receipt', { mpesa_reference: 'x'.repeat(501) }, 'mpesa_reference'],
    ['no device', { code: 'ABCD2345', mac_address: null }, 'mac_address'],
    ['an empty device', { code: 'ABCD2345', mac_address: '' }, 'mac_address'],
    ['a device that is none', { code: 'ABCD2345', mac_address: '$(mac)' }, 'mac_address'],
    ['no router', { code: 'ABCD2345', router_id: null }, 'router_id'],
  ])('answers 400 for %s', async (_, proof, field) => {
    const { body } = await place.reconnect(proof).expect(400);
    expect(Object.keys(body.fields as object)).toContain(field);
  });

  it('replaces no device that the payment named, and one that was attached later', async () => {
    const named = aMac();
    const sold = await buy(app, place.shop, { phone_number: aPhone(), mac_address: named });
    const code = await place.codeOf(sold);
    const refused = await place.reconnect({ code }).expect(409);
    expect(refused.body).toMatchObject({ code: 'device_limit' });
    await app.database.query('UPDATE entitlements SET device_limit = 2 WHERE payment_id = $1', [
      sold.id,
    ]);
    await place.reconnect({ code }).expect(201);
    const last = aMac();
    await place.reconnect({ code, mac_address: last }).expect(201);
    const { devices } = await accessOf(app, place.shop, sold.id, place.shop.token);
    expect(devices?.map(({ mac_address }) => mac_address)).toEqual([named, last]);
  });

  it.each([
    [`starts_at = now() - interval '2 days', ends_at = now()`],
    [`revoked_at = now(), revoke_reason = 'refunded'`],
  ])('answers 409 when the access has ended (%s)', async (end) => {
    const code = await place.codeOf(bought);
    await app.database.query(`UPDATE entitlements SET ${end} WHERE payment_id = $1`, [bought.id]);
    for (const proof of [{ code }, await receiptProof()]) {
      const { body } = await place.reconnect(proof).expect(409);
      expect(body).toMatchObject({ code: 'access_ended' });
    }
  });

  it('is done once under an Idempotency-Key, which replays the same ticket', async () => {
    const code = await place.codeOf(bought);
    const headers = { ...place.shop.portal, 'Idempotency-Key': newId() };
    const body = { code, mac_address: aMac() };
    const first = await place.reconnect(body, headers).expect(201);
    const again = await place.reconnect(body, headers).expect(201);
    expect(again.body).toStrictEqual(first.body);
    expect(again.headers).toMatchObject({ 'idempotent-replayed': 'true' });
    const keys = await app.database.query('SELECT k::text AS row FROM idempotency_keys k');
    expect(JSON.stringify(keys)).not.toContain(first.body.login_ticket);
  });
});

describe('POST /access/login-tickets/', () => {
  let database: TestDatabase;
  let app: TestApp;
  let pool: Pool;
  let place: Place;
  let bought: Bought;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startTestApp({ databaseUrl: database.url });
    pool = new Pool({ connectionString: database.url, max: 2 });
    place = await Place.open(app, pool);
  });
  beforeEach(async () => {
    bought = await buy(app, place.shop, { phone_number: aPhone() });
  });
  afterAll(async () => {
    await pool.end();
    await app.stop();
    await database.drop();
  });

  it('gives a ticket for the claim, in the header or in the body', async () => {
    const { id, claim } = bought;
    const answers = [
      await place.ticket({ payment_id: id }, withClaim(place.shop, claim)).expect(201),
      await place.ticket({ payment_id: id, access_claim: claim }).expect(201),
      await place.ticket({ payment_id: id }, place.shop.token).expect(201),
    ];
    const tickets = answers.map(({ body }) => String(body.login_ticket));
    expect(new Set(tickets).size).toBe(3);
    expect(await place.radius.login(tickets[0] ?? '', aMac())).toMatchObject({ isAccepted: true });
  });

  it('serves the named device only', async () => {
    const mac = aMac();
    const { body } = await place
      .ticket({ payment_id: bought.id, access_claim: bought.claim, mac_address: mac })
      .expect(201);
    const ticket = String(body.login_ticket);
    expect(await place.radius.login(ticket, aMac())).toMatchObject({ isAccepted: false });
    expect(await place.radius.login(ticket, mac)).toMatchObject({ isAccepted: true });
  });

  it('answers the same 404 without the claim, with another, and for other payments', async () => {
    const { id, claim } = bought;
    const other = await buy(app, place.shop, { phone_number: aPhone() });
    const stranger = await aShop(app);
    const answers = [
      await place.ticket({ payment_id: id }),
      await place.ticket({ payment_id: id, access_claim: other.claim }),
      await place.ticket({ payment_id: newId(), access_claim: claim }),
      await place.ticket({ payment_id: id, access_claim: claim }, stranger.portal),
      await place.ticket({ payment_id: id }, stranger.token),
    ];
    for (const { status, body } of answers) {
      expect({ status, ...body, request_id: '' }).toEqual({
        ...{ status: 404, code: 'access_not_found', request_id: '' },
        error: 'No access was found for this payment and access claim.',
      });
    }
  });

  it.each<[string, Overrides]>([
    ['payment_id', { payment_id: undefined }],
    ['payment_id', { payment_id: 'none' }],
    ['payment_id', { payment_id: 5 }],
    ['mac_address', { mac_address: 'none' }],
  ])('answers 400 for a wrong %s', async (field, changes) => {
    const body = { payment_id: bought.id, access_claim: bought.claim, ...changes };
    const answer = await place.ticket(body).expect(400);
    expect(Object.keys(answer.body.fields as object)).toEqual([field]);
  });

  it('answers 409 when the access has ended', async () => {
    await app.database.query(
      `UPDATE entitlements SET starts_at = now() - interval '2 days', ends_at = now()
        WHERE payment_id = $1`,
      [bought.id],
    );
    const { body } = await place
      .ticket({ payment_id: bought.id, access_claim: bought.claim })
      .expect(409);
    expect(body).toMatchObject({ code: 'access_ended' });
  });

  it('keeps the ten newest tickets of an access, however many ask at once', async () => {
    const ask = () => place.ticket({ payment_id: bought.id, access_claim: bought.claim });
    const answers = await Promise.all(Array.from({ length: 15 }, ask));
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(15).fill(201));
    const [row] = await app.database.query<{ count: number }>(
      `SELECT count(*)::integer FROM login_tickets t JOIN entitlements e ON e.id = t.chain_id
        WHERE e.payment_id = $1`,
      [bought.id],
    );
    expect(row?.count).toBe(10);
    const { body } = await ask().expect(201);
    expect(await place.radius.login(String(body.login_ticket), aMac())).toMatchObject({
      isAccepted: true,
    });
  });
});

describe('guessing codes and receipts', () => {
  let database: TestDatabase;
  let servers: readonly [TestApp, TestApp];
  let pool: Pool;

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.url, max: 2 });
    const settings = { RATE_LIMIT_SCALE: '1' };
    const app = await startTestApp({ databaseUrl: database.url, settings });
    const { simulator } = app;
    servers = [app, await startTestApp({ databaseUrl: database.url, simulator, settings })];
  });
  afterAll(async () => {
    for (const app of servers.toReversed()) await app.stop();
    await pool.end();
    await database.drop();
  });

  it('is limited by code and receipt to ten failures, on all servers together', async () => {
    const place = await Place.open(servers[0], pool);
    const phone = aPhone();
    const bought = await buy(place.app, place.shop, { phone_number: phone });
    const receipt = await place.receiptOf(bought);
    const device = { router_id: place.shop.routerId, mac_address: aMac() };
    const guess = (last4: string, server = 0) =>
      servers[server === 0 ? 0 : 1].post(
        RECONNECT,
        { ...device, mpesa_reference: receipt, phone_last4: last4 },
        place.shop.portal,
      );
    // What succeeds does not count.
    for (let times = 0; times < 12; times += 1) await guess(phone.slice(-4)).expect(201);
    const wrong = Array.from({ length: 10 }, (_, n) => String(9000 + n));
    const statuses = [];
    for (const [n, last4] of wrong.entries()) statuses.push((await guess(last4, n % 2)).status);
    expect(statuses).toEqual(Array<number>(10).fill(404));
    for (const server of [0, 1]) {
      const { body, headers } = await guess(phone.slice(-4), server).expect(429);
      expect(body).toMatchObject({ code: 'rate_limited' });
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
    // Another proof of the same customer still counts.
    await place.reconnect({ code: await place.codeOf(bought) }).expect(201);
  });

  it('is limited by router to 300 failures, and adds no more rows than these', async () => {
    const place = await Place.open(servers[0], pool);
    const rows = async (): Promise<number> => {
      const [row] = await place.app.database.query<{ count: number }>(
        'SELECT count(*)::integer FROM rate_limits',
      );
      return row?.count ?? 0;
    };
    const before = await rows();
    const statuses: number[] = [];
    for (let batch = 0; batch < 32; batch += 1) {
      const guesses = Array.from({ length: 10 }, () => place.reconnect({ code: anAccessCode() }));
      statuses.push(...(await Promise.all(guesses)).map(({ status }) => status));
    }
    expect(statuses.filter((status) => status === 404)).toHaveLength(300);
    expect(statuses.filter((status) => status === 429)).toHaveLength(20);
    expect((await rows()) - before).toBe(301);
    // Routers that do not exist share one count.
    const free = await aRouter(place.app, place.shop);
    await place.reconnect({ code: anAccessCode(), router_id: free }).expect(404);
    const counted = await rows();
    await place.reconnect({ code: 'same', router_id: 2_000_000_001 }).expect(404);
    await place.reconnect({ code: 'same', router_id: 2_000_000_002 }).expect(404);
    expect((await rows()) - counted).toBe(2);
  });
});
