import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { newId } from '../../src/common/ids/uuid.js';
import { aMac, anAccessCode } from '../support/access-rows.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { accessOf, type Bought, buy, pay, useRadius, withClaim } from '../support/claims.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { RadiusFunctions } from '../support/radius-functions.js';
import { aPhone, checkStatus, createLink, initiate, paymentDetails } from '../support/selling.js';
import { retry } from '../support/retrying.js';
import { aPackage, aShop, type Shop } from '../support/shop.js';
import { paidEvent, WEBHOOK_PATH } from '../support/webhooks.js';

const ADDRESS = '10.77.4.1';
/** Two devices: there is a free place, which a stranger could take. */
const DEVICES = 2;

/** A customer with running access, and what a stranger may know of them. */
interface Victim extends Bought {
  readonly phone: string;
  readonly mac: string;
  readonly receipt: string;
  readonly code: string;
  /** The chain, to compare it with itself later. */
  readonly chain: Chain;
}

/** Everything that a stranger could take from a customer. */
interface Chain {
  readonly ends: string;
  readonly devices: readonly string[];
}

describe('a stranger with the public key', () => {
  let database: TestDatabase;
  let app: TestApp;
  let pool: Pool;
  let shop: Shop;
  let radius: RadiusFunctions;
  let victim: Victim;
  /** The device of the stranger. */
  let thief: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startTestApp({ databaseUrl: database.url });
    pool = new Pool({ connectionString: database.url, max: 2 });
    shop = await aShop(app);
    await app.database.query('UPDATE packages SET device_limit = $1', [DEVICES]);
    await useRadius(app, shop, ADDRESS);
    const router = { routerId: shop.routerId, userId: shop.userId, address: ADDRESS, secret: '' };
    radius = new RadiusFunctions(pool, router);
  });
  beforeEach(async () => {
    thief = aMac();
    const [phone, mac] = [aPhone(), aMac()];
    const bought = await buy(app, shop, { phone_number: phone, mac_address: mac });
    const details = await paymentDetails(app, shop, bought.id);
    const { code = '' } = await accessOf(app, shop, bought.id, shop.token);
    const receipt = String(details['mpesa_reference']);
    victim = { ...bought, phone, mac, receipt, code, chain: await chainOf(bought.id) };
  });
  afterAll(async () => {
    await pool.end();
    await app.stop();
    await database.drop();
  });

  async function chainOf(paymentId: string): Promise<Chain> {
    const [chain] = await app.database.query<Chain>(
      `SELECT (SELECT max(l.ends_at)::text FROM entitlements l WHERE l.chain_id = e.chain_id) AS ends,
              ARRAY(SELECT d.mac_address FROM devices d WHERE d.chain_id = e.chain_id
                     ORDER BY d.mac_address) AS devices
         FROM entitlements e WHERE e.payment_id = $1`,
      [paymentId],
    );
    if (!chain) throw new Error('The payment has no entitlement');
    return chain;
  }

  /** An answer tells nothing that belongs to the victim alone. */
  const expectNothingIn = (text: string): void => {
    const { code, receipt, claim } = victim;
    for (const secret of [code, receipt, claim]) expect(text).not.toContain(secret);
  };

  /** What the victim had is what the victim has, and the stranger is not online with it. */
  async function expectNothingTaken(): Promise<void> {
    expect(await chainOf(victim.id)).toEqual(victim.chain);
    expect(await radius.login(thief, thief)).toMatchObject({ isAccepted: false });
    expect(await radius.login(victim.mac, victim.mac)).toMatchObject({ isAccepted: true });
  }

  const reconnect = (proof: object) =>
    app.post(
      '/access/reconnect/',
      { router_id: shop.routerId, mac_address: thief, ...proof },
      shop.portal,
    );

  it('learns nothing by tapping again for a sale that is under way', async () => {
    const sale = { phone_number: aPhone(), mac_address: aMac() };
    const first = await initiate(app, shop, sale).expect(201);
    const tapped = await initiate(app, shop, sale).expect(200);
    expect(tapped.text).not.toContain(sale.phone_number);
    expect(tapped.body).not.toHaveProperty('access_claim');
    const { id } = tapped.body.payment as { id: string };
    await pay(app, shop, id);
    const { body, text } = await checkStatus(app, shop, id).expect(200);
    expect(body.payment).toMatchObject({ status: 'completed', mpesa_reference: null });
    expect(text).not.toContain(sale.phone_number);
    expect(body.payment.access).not.toHaveProperty('code');
    // The one who began the sale sees it.
    const own = withClaim(shop, String(first.body.access_claim));
    expect(await accessOf(app, shop, id, own)).toHaveProperty('code');
  });

  it('learns nothing by the id of a payment, and gets no ticket', async () => {
    const { id } = victim;
    expectNothingIn((await checkStatus(app, shop, id).expect(200)).text);
    expectNothingIn((await app.get(`/payment/success/${id}/`)).text);
    expectNothingIn((await retry(app, shop, id, shop.portal).expect(409)).text);
    await app.get(`/payments/${id}/`, shop.portal).expect(401);
    for (const claim of [undefined, newId().replaceAll('-', ''), id.replaceAll('-', '')]) {
      const body = { payment_id: id, mac_address: thief, access_claim: claim };
      await app.post('/access/login-tickets/', body, shop.portal).expect(404);
    }
    await expectNothingTaken();
  });

  it('does not reconnect by phone, MAC address, or receipt without the phone', async () => {
    const { phone, mac, receipt, id } = victim;
    const last4 = phone.slice(-4);
    const wrong = String((Number(last4) + 1) % 10_000).padStart(4, '0');
    const tries: readonly (readonly [object, number])[] = [
      [{ phone_last4: last4 }, 400],
      [{ mpesa_reference: receipt }, 400],
      [{ mpesa_reference: receipt, phone_last4: wrong }, 404],
      [{ mpesa_reference: phone, phone_last4: last4 }, 404],
      [{ mpesa_reference: mac, phone_last4: last4 }, 404],
      [{ mpesa_reference: id, phone_last4: last4 }, 404],
      [{ mpesa_reference: '', phone_last4: last4 }, 400],
      [{ mpesa_reference: '%', phone_last4: last4 }, 404],
      [{ code: phone }, 404],
      [{ code: id }, 404],
      [{ code: mac }, 404],
    ];
    for (const [proof, status] of tries) {
      expect([proof, (await reconnect(proof)).status]).toEqual([proof, status]);
    }
    await expectNothingTaken();
  });

  it('finds no codes by guessing at the router or in the portal', async () => {
    for (let guess = 0; guess < 20; guess += 1) {
      const code = anAccessCode();
      await reconnect({ code }).expect(404);
      expect(await radius.login(code, thief)).toMatchObject({ reason: 'unknown' });
    }
    await expectNothingTaken();
  });

  it('gets nothing of the victim when the victim pays a prompt of the stranger', async () => {
    const sale = { phone_number: victim.phone, mac_address: thief };
    const stolen = await buy(app, shop, sale);
    const own = withClaim(shop, stolen.claim);
    const { text } = await checkStatus(app, shop, stolen.id, own).expect(200);
    expectNothingIn(text);
    expect(text).not.toContain(victim.mac);
    // The stranger has what was paid for in this sale, beside what the victim has.
    expect(await chainOf(victim.id)).toEqual(victim.chain);
    expect((await chainOf(stolen.id)).devices).toEqual([thief]);
    expect(await radius.login(victim.mac, victim.mac)).toMatchObject({ isAccepted: true });
  });

  it.each<[string, (mac: string) => string]>([
    ['the MAC address of the victim', (mac) => mac],
    ['no device', () => ''],
  ])('makes the victim a gift by a prompt that names %s, and sees no code', async (_, named) => {
    const sale = { phone_number: victim.phone, mac_address: named(victim.mac) };
    const stolen = await buy(app, shop, sale);
    const { ends, devices } = await chainOf(victim.id);
    expect(devices).toEqual(victim.chain.devices);
    expect(Date.parse(ends)).toBeGreaterThan(Date.parse(victim.chain.ends));
    const own = withClaim(shop, stolen.claim);
    const { body, text } = await checkStatus(app, shop, stolen.id, own).expect(200);
    expectNothingIn(text);
    expect(body.payment).toMatchObject({ phone_number: victim.phone, mpesa_reference: null });
    expect(body.payment.access).not.toHaveProperty('code');
    expect(body.payment.access).not.toHaveProperty('devices');
    // Not even the receipt of this sale, which would open the access as the code does.
    const { mpesa_reference } = await paymentDetails(app, shop, stolen.id);
    expect(text).not.toContain(mpesa_reference);
    const ticket = { payment_id: stolen.id, access_claim: stolen.claim, mac_address: thief };
    await app.post('/access/login-tickets/', ticket, shop.portal).expect(404);
    expect(await radius.login(thief, thief)).toMatchObject({ isAccepted: false });
    // The claim of the victim opens it, as before.
    const theirs = withClaim(shop, victim.claim);
    expect(await accessOf(app, shop, stolen.id, theirs)).toMatchObject({ code: victim.code });
  });

  it('does not get into purchases that the victim makes after paying one of the stranger', async () => {
    const phone = aPhone();
    const first = await buy(app, shop, { phone_number: phone, mac_address: thief });
    const mac = aMac();
    const own = await buy(app, shop, { phone_number: phone, mac_address: mac });
    expect((await chainOf(own.id)).devices).toEqual([mac]);
    const seen = await checkStatus(app, shop, own.id, withClaim(shop, first.claim));
    expect(seen.body.payment.access).not.toHaveProperty('code');
    const { code } = await accessOf(app, shop, own.id, withClaim(shop, own.claim));
    expect(code).toEqual(expect.any(String));
    expect(seen.text).not.toContain(code);
  });

  /** The stranger lets another device use what the stranger has. */
  const attach = async (code: string | undefined, mac: string): Promise<void> => {
    const body = { router_id: shop.routerId, mac_address: mac, code };
    await app.post('/access/reconnect/', body, shop.portal).expect(201);
  };

  it('does not lead purchases of the victim into its chain by attaching the device', async () => {
    const own = await buy(app, shop, { phone_number: aPhone(), mac_address: thief });
    const { code } = await accessOf(app, shop, own.id, withClaim(shop, own.claim));
    const [phone, mac] = [aPhone(), aMac()];
    await attach(code, mac);
    const chain = await chainOf(own.id);
    expect(chain.devices).toContain(mac);
    for (let purchase = 0; purchase < 2; purchase += 1) {
      const theirs = await buy(app, shop, { phone_number: phone, mac_address: mac });
      expect((await chainOf(theirs.id)).devices).toEqual([mac]);
    }
    expect(await chainOf(own.id)).toEqual(chain);
  });

  it('shares later purchases only of a victim who paid its prompt, who has all of their time', async () => {
    const [phone, mac] = [aPhone(), aMac()];
    const first = await buy(app, shop, { phone_number: phone, mac_address: thief });
    const { code } = await accessOf(app, shop, first.id, withClaim(shop, first.claim));
    await attach(code, mac);
    const before = await chainOf(first.id);
    const second = await buy(app, shop, { phone_number: phone, mac_address: mac });
    const after = await chainOf(second.id);
    expect(await chainOf(first.id)).toEqual(after);
    const { completed_at: from, package_expiry_time: until } = await paymentDetails(
      app,
      shop,
      second.id,
    );
    expect(Date.parse(after.ends) - Date.parse(before.ends)).toBe(
      Date.parse(String(until)) - Date.parse(String(from)),
    );
    expect(await radius.login(mac, mac)).toMatchObject({ isAccepted: true });
  });

  it('does not lead later purchases of the victim into a chain of its own by its claim', async () => {
    const own = await buy(app, shop, { phone_number: aPhone(), mac_address: thief });
    const [phone, mac] = [aPhone(), aMac()];
    const sale = shop.saleRequest({ phone_number: phone, mac_address: mac });
    const prompt = await app.post('/payments/intasend/initiate/', sale, withClaim(shop, own.claim));
    await pay(app, shop, String(prompt.body.payment.id));
    const chain = await chainOf(own.id);
    expect(chain.devices).toContain(mac);
    const theirs = await buy(app, shop, { phone_number: phone, mac_address: mac });
    expect(await chainOf(own.id)).toEqual(chain);
    expect((await chainOf(theirs.id)).devices).toEqual([mac]);
    expect(await accessOf(app, shop, theirs.id, withClaim(shop, theirs.claim))).toHaveProperty(
      'code',
    );
  });

  it('does not continue the access of the victim by a link, or by another phone', async () => {
    const link = await createLink(app, shop, {
      phone_number: victim.phone,
      mac_address: victim.mac,
    }).expect(201);
    const [attempt] = await app.database.query<{ reference: string }>(
      'SELECT reference FROM payment_attempts WHERE payment_id = $1',
      [link.body.payment.id],
    );
    const sold = {
      id: String(link.body.payment.id),
      reference: attempt?.reference ?? '',
      invoiceId: newId().slice(0, 8).toUpperCase(),
    };
    await app.post(WEBHOOK_PATH, paidEvent(sold, shop)).expect(200);
    await app.idle();
    const other = await buy(app, shop, { phone_number: aPhone(), mac_address: victim.mac });
    for (const { id, claim } of [{ ...sold, claim: String(link.body.access_claim) }, other]) {
      const { text, body } = await checkStatus(app, shop, id, withClaim(shop, claim)).expect(200);
      expectNothingIn(text);
      expect(body.payment.access.code).not.toBe(victim.code);
    }
    await expectNothingTaken();
  });

  it('does not slow the victim down by a cheap purchase for the device of the victim', async () => {
    const slow = { price: '5.00', download_speed_mbps: 1, upload_speed_mbps: 1 };
    const cheap = await aPackage(app, shop, shop.routerId, slow);
    const sale = { package_id: cheap, amount: '5.00', mac_address: victim.mac };
    const before = await radius.login(victim.mac, victim.mac);
    const bought = await buy(app, shop, { phone_number: aPhone(), ...sale });
    const after = await radius.login(victim.mac, victim.mac);
    const speed = 'Mikrotik-Rate-Limit';
    expect(after.reply[speed]).toBe(before.reply[speed]);
    expect(after).toMatchObject({ isAccepted: true });
    const { code = '' } = await accessOf(app, shop, bought.id, withClaim(shop, bought.claim));
    // The code of the cheap purchase is worth what it cost.
    expect((await radius.login(code, thief)).reply[speed]).toBe('1M/1M');
    expect(await chainOf(victim.id)).toEqual(victim.chain);
  });

  it('has the speed of the own purchase only, whatever device it names', async () => {
    const { code = '' } = await accessOf(app, shop, victim.id, withClaim(shop, victim.claim));
    const bought = await buy(app, shop, { phone_number: aPhone(), mac_address: victim.mac });
    expect(await radius.login(victim.mac, thief)).toMatchObject({ reason: 'unknown' });
    const own = await accessOf(app, shop, bought.id, withClaim(shop, bought.claim));
    expect(own.code).not.toBe(code);
    expect(await chainOf(victim.id)).toEqual(victim.chain);
  });

  it('cannot use a ticket of the victim on another device, or twice', async () => {
    const { body } = await app
      .post(
        '/access/login-tickets/',
        { payment_id: victim.id, access_claim: victim.claim, mac_address: victim.mac },
        shop.portal,
      )
      .expect(201);
    const ticket = String(body.login_ticket);
    expect(await radius.login(ticket, thief)).toMatchObject({ isAccepted: false });
    expect(await radius.login(ticket, victim.mac)).toMatchObject({ isAccepted: true });
    expect(await radius.login(ticket, thief)).toMatchObject({ isAccepted: false });
    await expectNothingTaken();
  });
});
