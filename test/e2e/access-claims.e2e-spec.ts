import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sha256Hex } from '../../src/common/crypto/hash.js';
import { newId } from '../../src/common/ids/uuid.js';
import { aMac } from '../support/access-rows.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { accessOf, buy, pay, useRadius, withClaim } from '../support/claims.js';
import { CREATE_LINK, INITIATE } from '../support/idempotency.js';
import { retry } from '../support/retrying.js';
import { aPhone, checkStatus, createLink, initiate, paymentDetails } from '../support/selling.js';
import { anOperator, aShop, type Shop } from '../support/shop.js';
import { paidEvent, WEBHOOK_PATH } from '../support/webhooks.js';

const CLAIM = /^[0-9a-f]{32}$/;
const CODE = /^[2-9A-HJKMNP-Z]{8}$/;
const ANOTHER_CLAIM = '0'.repeat(32);
let routers = 0;

describe('the access claim of a sale', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
  });
  beforeEach(async () => {
    shop = await aShop(app);
    await useRadius(app, shop, `10.77.1.${String(++routers)}`);
  });
  afterAll(() => app.stop());

  it('is in the first answer of a prompt and of a link, and only its SHA-256 is stored', async () => {
    const answers = [
      await initiate(app, shop, { phone_number: aPhone() }).expect(201),
      await createLink(app, shop, { phone_number: aPhone() }).expect(201),
    ];
    for (const { body } of answers) {
      expect(body.access_claim).toMatch(CLAIM);
      const [row] = await app.database.query<{ hash: string }>(
        'SELECT access_claim_hash AS hash FROM payments WHERE id = $1',
        [body.payment.id],
      );
      expect(row?.hash).toBe(sha256Hex(String(body.access_claim)));
    }
    const claims = answers.map(({ body }) => String(body.access_claim));
    expect(new Set(claims).size).toBe(2);
  });

  it('is in the first answer when it is unknown whether the prompt is out', async () => {
    app.simulator.control.addFault({ fault: 'server_error' });
    const { body } = await initiate(app, shop, { phone_number: aPhone() }).expect(202);
    expect(body.access_claim).toMatch(CLAIM);
  });

  it.each([
    ['refuses the number', { fault: 'validation_error' }, 400],
    ['refuses our keys', { fault: 'unauthorized' }, 502],
    ['is not available', { fault: 'unavailable' }, 503],
  ] as const)(
    'is in the first answer when IntaSend %s, and no retry gives one',
    async (_, fault, status) => {
      const sale = { phone_number: aPhone(), mac_address: aMac() };
      app.simulator.control.addFault(fault);
      const refused = await initiate(app, shop, sale).expect(status);
      const { payment_id: id, access_claim: claim } = refused.body;
      expect(claim).toMatch(CLAIM);
      const again = await retry(app, shop, id).expect(201);
      expect(again.text).not.toMatch(/claim/);
      await pay(app, shop, id);
      expect(await accessOf(app, shop, id)).not.toHaveProperty('code');
      expect(await accessOf(app, shop, id, withClaim(shop, claim))).toHaveProperty('code');
    },
  );

  it('is in the first answer when IntaSend makes no link, or the amount is wrong', async () => {
    app.simulator.control.addFault({ fault: 'unavailable' });
    const answers = [
      await createLink(app, shop, { phone_number: aPhone() }).expect(503),
      await createLink(app, shop, { phone_number: aPhone(), amount: '1.00' }).expect(400),
      await initiate(app, shop, { phone_number: aPhone(), amount: '1.00' }).expect(400),
    ];
    for (const { body } of answers) expect(body.access_claim).toMatch(CLAIM);
  });

  it('is replayed with an error, and stored sealed', async () => {
    const headers = { ...shop.portal, 'Idempotency-Key': newId() };
    const sale = shop.saleRequest({ phone_number: aPhone(), amount: '1.00' });
    const first = await app.post(INITIATE, sale, headers).expect(400);
    const again = await app.post(INITIATE, sale, headers).expect(400);
    expect(again.headers).toMatchObject({ 'idempotent-replayed': 'true' });
    expect(again.text).toBe(first.text);
    const rows = await app.database.query('SELECT k::text AS row FROM idempotency_keys k');
    expect(JSON.stringify(rows)).not.toContain(first.body.access_claim);
  });

  it('is replayed under the same Idempotency-Key, and stored sealed', async () => {
    const headers = { ...shop.portal, 'Idempotency-Key': newId() };
    const sale = shop.saleRequest({ phone_number: aPhone() });
    const path = '/payments/intasend/initiate/';
    const first = await app.post(path, sale, headers).expect(201);
    const again = await app.post(path, sale, headers).expect(201);
    expect(again.headers).toMatchObject({ 'idempotent-replayed': 'true' });
    expect(again.body).toStrictEqual(first.body);
    const rows = await app.database.query('SELECT k::text AS row FROM idempotency_keys k');
    expect(JSON.stringify(rows)).not.toContain(first.body.access_claim);
  });

  it('is in no answer about a sale that is there already', async () => {
    const sale = { phone_number: aPhone(), mac_address: aMac() };
    const { body } = await initiate(app, shop, sale).expect(201);
    const found = [
      await initiate(app, shop, sale).expect(200),
      await checkStatus(app, shop, body.payment.id, withClaim(shop, body.access_claim)),
    ];
    for (const answer of found) expect(answer.text).not.toMatch(/claim/);
  });

  it('opens phone number, receipt, code and devices, in the header or in the body', async () => {
    const [phone, mac] = [aPhone(), aMac()];
    const { id, claim } = await buy(app, shop, { phone_number: phone, mac_address: mac });
    const path = `/payments/intasend/${id}/check-status/`;
    const byHeader = await checkStatus(app, shop, id, withClaim(shop, claim)).expect(200);
    const byBody = await app.post(path, { access_claim: claim }, shop.portal).expect(200);
    expect(byHeader.body.payment).toMatchObject({
      phone_number: phone,
      mpesa_reference: expect.stringMatching(/^[A-Z0-9]{10}$/),
      access: {
        ...{ state: 'waiting', reason: null, online_since: null },
        code: expect.stringMatching(CODE),
        devices: [{ mac_address: mac, first_seen: null, last_seen: null, online: false }],
      },
    });
    expect(byBody.body).toStrictEqual(byHeader.body);
    const { completed_at, package_expiry_time } = byHeader.body.payment;
    expect(byHeader.body.payment.access).toMatchObject({
      starts_at: completed_at,
      ends_at: package_expiry_time,
    });
  });

  it.each<[string, (claim: string) => string | null]>([
    ['no claim', () => null],
    ['another claim', () => ANOTHER_CLAIM],
    ['a part of it', (claim) => claim.slice(0, 31)],
    ['its SHA-256', (claim) => sha256Hex(claim)],
    ['no text', () => ''],
  ])('keeps them from a public key with %s', async (_, given) => {
    const { id, claim } = await buy(app, shop, { phone_number: aPhone(), mac_address: aMac() });
    const sent = given(claim);
    const headers = sent === null ? shop.portal : withClaim(shop, sent);
    const { body } = await checkStatus(app, shop, id, headers).expect(200);
    expect(body.payment).toMatchObject({ phone_number: '', mpesa_reference: null });
    expect(body.payment.access).toStrictEqual({
      ...{ state: 'waiting', reason: null, online_since: null },
      starts_at: expect.any(String),
      ends_at: expect.any(String),
    });
  });

  it.each([
    { access_claim: 5 },
    { access_claim: [] },
    { access_claim: null },
    { access_claim: {} },
  ])('counts as none in the body %j', async (body) => {
    const { id } = await buy(app, shop, { phone_number: aPhone() });
    const path = `/payments/intasend/${id}/check-status/`;
    const answer = await app.post(path, body, shop.portal).expect(200);
    expect(answer.body.payment.access).not.toHaveProperty('code');
  });

  it('opens nothing at another operator, and nothing of another payment', async () => {
    const first = await buy(app, shop, { phone_number: aPhone() });
    const second = await buy(app, shop, { phone_number: aPhone() });
    const stranger = await anOperator(app);
    await app
      .post(
        `/payments/intasend/${first.id}/check-status/`,
        { access_claim: first.claim },
        stranger.portal,
      )
      .expect(404);
    const access = await accessOf(app, shop, second.id, withClaim(shop, first.claim));
    expect(access).not.toHaveProperty('code');
  });

  it('is not needed by operators: details show code and devices, lists do not', async () => {
    const mac = aMac();
    const { id } = await buy(app, shop, { phone_number: aPhone(), mac_address: mac });
    const details = await paymentDetails(app, shop, id);
    expect(details['access']).toMatchObject({
      code: expect.stringMatching(CODE),
      devices: [{ mac_address: mac }],
    });
    expect(await accessOf(app, shop, id, shop.token)).toEqual(details['access']);
    const { body } = await app.get('/payments/', shop.token).expect(200);
    const { access } = body.results[0];
    expect(access).toMatchObject({ state: 'waiting' });
    expect(Object.keys(access)).not.toEqual(expect.arrayContaining(['code', 'devices']));
    expect(access).not.toHaveProperty('code');
    expect(access).not.toHaveProperty('devices');
  });

  describe('of an earlier sale', () => {
    const sell = (path: string, claim: string, sale: object, inBody = false) =>
      app.post(
        path,
        {
          ...shop.saleRequest({ phone_number: aPhone(), ...sale }),
          ...(inBody && { access_claim: claim }),
        },
        inBody ? shop.portal : withClaim(shop, claim),
      );

    /** What a claim opens, with its times as numbers. */
    async function opened(id: string, claim: string) {
      const access = await accessOf(app, shop, id, withClaim(shop, claim));
      return {
        ...access,
        start: Date.parse(access.starts_at ?? ''),
        end: Date.parse(access.ends_at ?? ''),
      };
    }

    it.each([false, true])(
      'continues it from another phone and device (claim in the body: %s)',
      async (inBody) => {
        await app.database.query('UPDATE packages SET device_limit = 2 WHERE user_id = $1', [
          shop.userId,
        ]);
        const [mac, other] = [aMac(), aMac()];
        const first = await buy(app, shop, { phone_number: aPhone(), mac_address: mac });
        const before = await opened(first.id, first.claim);
        const { body } = await sell(INITIATE, first.claim, { mac_address: other }, inBody).expect(
          201,
        );
        await pay(app, shop, String(body.payment.id));
        const after = await opened(String(body.payment.id), first.claim);
        expect(after).toMatchObject({ state: 'not_started', code: before.code, start: before.end });
        expect(after.devices?.map(({ mac_address }) => mac_address).toSorted()).toEqual(
          [mac, other].toSorted(),
        );
      },
    );

    it('continues it by a link', async () => {
      const first = await buy(app, shop, { phone_number: aPhone(), mac_address: aMac() });
      const before = await opened(first.id, first.claim);
      const { body } = await sell(CREATE_LINK, first.claim, { mac_address: aMac() }).expect(201);
      const id = String(body.payment.id);
      const [attempt] = await app.database.query<{ reference: string }>(
        'SELECT reference FROM payment_attempts WHERE payment_id = $1',
        [id],
      );
      const invoiceId = newId().slice(0, 8).toUpperCase();
      const paid = paidEvent({ id, reference: attempt?.reference ?? '', invoiceId }, shop);
      await app.post(WEBHOOK_PATH, paid).expect(200);
      await app.idle();
      const after = await opened(id, first.claim);
      expect(after).toMatchObject({ code: before.code, start: before.end });
      // The one device that was sold stays; another one takes its place when it logs in by the code.
      expect(after.devices).toHaveLength(1);
    });

    it('changes nothing when it is wrong, of another operator, or of a later sale', async () => {
      const sale = { phone_number: aPhone(), mac_address: aMac() };
      const first = await buy(app, shop, sale);
      const later = await buy(app, shop, sale);
      const operator = await aShop(app);
      const foreign = await buy(app, operator, { phone_number: aPhone() });
      for (const claim of [
        ANOTHER_CLAIM,
        foreign.claim,
        later.claim,
        '$(claim)',
        'x'.repeat(5000),
      ]) {
        const { body } = await sell(INITIATE, claim, { mac_address: aMac() }).expect(201);
        expect(body).not.toHaveProperty('warnings');
        const own = { id: String(body.payment.id), claim: String(body.access_claim) };
        await pay(app, shop, own.id);
        const access = await opened(own.id, own.claim);
        expect(access).toMatchObject({ state: 'waiting', code: expect.stringMatching(CODE) });
      }
      const last = await opened(later.id, first.claim);
      const [chain] = await app.database.query<{ ends: Date }>(
        `SELECT max(l.ends_at) AS ends FROM entitlements l JOIN entitlements e USING (chain_id)
          WHERE e.payment_id = $1`,
        [first.id],
      );
      expect(chain?.ends.getTime()).toBe(last.end);
    });
  });

  it('may be sent by pages of other origins', async () => {
    const response = await fetch(`${app.url}/payments/intasend/${newId()}/check-status/`, {
      method: 'OPTIONS',
      headers: {
        Origin: 'http://login.cafe.lan',
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'x-access-claim',
      },
    });
    expect(response.headers.get('access-control-allow-headers')).toContain('X-Access-Claim');
  });
});
