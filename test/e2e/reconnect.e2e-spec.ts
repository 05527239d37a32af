import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg, { Pool } from 'pg';
import { sha256Hex } from '../../src/common/crypto/hash.js';
import { newId } from '../../src/common/ids/uuid.js';
import { aMac, anAccessCode } from '../support/access-rows.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { accessOf, type Bought, buy } from '../support/claims.js';
import { statementWaitsFor } from '../support/locks.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { Place } from '../support/radius-place.js';
import { aPhone, type Overrides } from '../support/selling.js';
import { aRouter, aShop } from '../support/shop.js';

const TICKET = /^lt-[0-9a-f]{32}$/;

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

  it('waits for the chain before it touches a device, as logins and operators do', async () => {
    const mac = aMac();
    const sold = await buy(app, place.shop, { phone_number: aPhone(), mac_address: mac });
    const code = await place.codeOf(sold);
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    try {
      await other.query('BEGIN');
      await other.query(
        'SELECT FROM entitlements WHERE payment_id = $1 AND chain_id = id FOR NO KEY UPDATE',
        [sold.id],
      );
      const reconnected = place.reconnect({ code, mac_address: mac }).then(({ status }) => status);
      await statementWaitsFor(other);
      // Had the request locked the device already, the two would wait for each other.
      await other.query('DELETE FROM devices WHERE mac_address = $1', [mac]);
      await other.query('COMMIT');
      expect(await reconnected).toBe(201);
    } finally {
      await other.end();
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
