import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import {
  aMac,
  type EntitlementRow,
  insertDevice,
  insertEntitlement,
  insertNas,
  type NasRow,
} from '../support/access-rows.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { RadiusFunctions } from '../support/radius-functions.js';
import { aPackage, aShop, type Shop } from '../support/shop.js';
import { aPromptOut, deliver, paidEvent, type PromptOut } from '../support/webhooks.js';

const PHONE = '0711000077';

interface Listed {
  readonly results: readonly { readonly id: string }[];
  readonly next: string | null;
}

describe('the lists of access', () => {
  let database: TestDatabase;
  let pool: Pool;
  let app: TestApp;
  let shop: Shop;
  let other: Shop;
  let nas: NasRow;
  let sold: PromptOut;
  const mac = aMac();
  /** Of one entitlement each, oldest first; a day lies between their making. */
  const ids: Record<'ended' | 'revoked' | 'paid' | 'given' | 'next' | 'voucher', string> = {
    ended: '',
    revoked: '',
    paid: '',
    given: '',
    next: '',
    voucher: '',
  };
  let given: EntitlementRow;
  type Name = keyof typeof ids;

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.url, max: 2 });
    app = await startTestApp({ databaseUrl: database.url });
    [shop, other] = [await aShop(app), await aShop(app)];
    nas = await insertNas(pool, { address: '10.77.0.9', userId: shop.userId });
    sold = await aPromptOut(app, shop, { phone_number: PHONE, mac_address: mac });
    await deliver(app, paidEvent(sold, shop));
    const [paid] = await app.database.query<{ id: string }>(
      'SELECT id FROM entitlements WHERE payment_id = $1',
      [sold.id],
    );
    ids.paid = paid?.id ?? '';
    const ended = { startsAt: `now() - interval '2 hours'`, endsAt: `now() - interval '1 hour'` };
    ids.ended = (await insertEntitlement(pool, nas, ended)).id;
    ids.revoked = (await insertEntitlement(pool, nas, { isRevoked: true })).id;
    given = await insertEntitlement(pool, nas, { deviceLimit: 2 });
    ids.given = given.id;
    const after = { startsAt: `now() + interval '1 hour'`, endsAt: `now() + interval '2 hours'` };
    ids.next = (await insertEntitlement(pool, nas, { ...after, after: given })).id;
    const unused = { source: 'voucher', startsAt: 'NULL', endsAt: 'NULL' } as const;
    ids.voucher = (await insertEntitlement(pool, nas, unused)).id;
    for (const [index, id] of Object.values(ids).entries()) {
      await app.database.query('UPDATE entitlements SET created_at = $2 WHERE id = $1', [
        id,
        `2026-03-0${index + 1}T21:30:00Z`,
      ]);
    }
    await insertDevice(pool, given, 'AA:BB:CC:00:00:01', { namedAtSale: true });
    await insertDevice(pool, given, 'AA:BB:CC:00:00:02');
    const radius = new RadiusFunctions(pool, nas);
    const first = { user: given.code, mac: 'AA:BB:CC:00:00:01', ip: '10.5.50.7' };
    await radius.account({ type: 'Start', session: 'old', ...first, delay: 600 });
    await radius.account({
      ...{ type: 'Stop', session: 'old', ...first, delay: 300, seconds: 300 },
      ...{ in: 1_000, out: 2_000, cause: 'User-Request' },
    });
    await radius.account({ type: 'Start', session: 'new', ...first, delay: 120 });
    const reported = { seconds: 120, in: 5_000, outGigawords: 2, out: 7 };
    await radius.account({ type: 'Interim-Update', session: 'new', ...first, ...reported });
  });
  afterAll(async () => {
    await app.stop();
    await pool.end();
    await database.drop();
  });

  const list = async (path: string): Promise<(Name | undefined)[]> => {
    const { body } = await app.get(path, shop.token).expect(200);
    return (body as Listed).results.map(({ id }) =>
      (Object.keys(ids) as Name[]).find((name) => ids[name] === id),
    );
  };
  const detailsOf = async (name: Name): Promise<Record<string, unknown>> => {
    const { body } = await app.get(`/access/entitlements/${ids[name]}/`, shop.token).expect(200);
    return body as Record<string, unknown>;
  };

  const ALL: readonly Name[] = ['voucher', 'next', 'given', 'paid', 'revoked', 'ended'];

  it.each<[string, () => string, readonly Name[]]>([
    ['nothing', () => '', ALL],
    ['active=true', () => 'active=true', ['given', 'paid']],
    ['active=false', () => 'active=false', ['voucher', 'next', 'revoked', 'ended']],
    ['its router', () => `router=${shop.routerId}`, ['paid']],
    ['its package', () => `package=${shop.packageId}`, ['paid']],
    ['its phone', () => `phone=${PHONE}`, ['paid']],
    ['another phone', () => 'phone=0711000078', []],
    ['its code', () => `code=${given.code}`, ['next', 'given']],
    [
      'its code as people type it',
      () => `code=${given.code.slice(0, 4).toLowerCase()}-${given.code.slice(4)}`,
      ['next', 'given'],
    ],
    ['its device', () => 'mac=aa-bb-cc-00-00-02', ['next', 'given']],
    ['the device of the payment', () => `mac=${mac}`, ['paid']],
    ['its payment', () => `payment=${sold.id}`, ['paid']],
    ['payments', () => 'source=payment', ['paid']],
    ['vouchers', () => 'source=voucher', ['voucher']],
    ['operators', () => 'source=operator', ['next', 'given', 'revoked', 'ended']],
    ['days', () => 'from=2026-03-04&to=2026-03-05', ['given', 'paid']],
    ['days of a zone', () => 'from=2026-03-03&to=2026-03-04&tz=UTC', ['given', 'paid']],
    ['several', () => `active=true&source=operator&code=${given.code}`, ['given']],
    ['empty ones', () => 'active=&router=&package=&phone=&code=&mac=&payment=&source=&from=', ALL],
  ])('show the entitlements that fit, newest first: %s', async (_what, query, names) => {
    expect(await list(`/access/entitlements/?${query()}`)).toEqual(names);
  });

  it('lead from page to page', async () => {
    const found: (Name | undefined)[] = [];
    let path: string | null = '/access/entitlements/?limit=4';
    while (path !== null) {
      const { body } = await app.get(path, shop.token).expect(200);
      const page = body as Listed;
      found.push(...(await list(path)));
      path = page.next === null ? null : page.next.replace(app.url, '');
    }
    expect(found).toEqual(ALL);
  });

  it('lead from one page of sessions to the next', async () => {
    const { body: first } = await app.get('/access/sessions/?limit=1', shop.token).expect(200);
    const path = String(first.next).replace(app.url, '');
    const { body: second } = await app.get(path, shop.token).expect(200);
    expect([first.results[0].is_active, second.results[0].is_active, second.next]).toEqual([
      true,
      false,
      null,
    ]);
  });

  it('show code, devices and who is online', async () => {
    const { body } = await app.get(`/access/entitlements/?code=${given.code}`, shop.token);
    expect(body.results[1]).toMatchObject({
      ...{ id: given.id, code: given.code, chain: given.id, previous: null, state: 'running' },
      ...{ is_active: true, online: true, router: nas.routerId, router_name: 'Cafe' },
      ...{ package: null, payment: null, phone_number: '', device_limit: 2, data_cap_mb: null },
      devices: [
        { mac_address: 'AA:BB:CC:00:00:01', online: true, named_at_sale: true, first_seen: null },
        { mac_address: 'AA:BB:CC:00:00:02', online: false, online_since: null, last_seen: null },
      ],
    });
    expect(body.results[1].online_since).toBe(body.results[1].devices[0].online_since);
    expect(body.results[1].chain_ends_at).toBe(body.results[0].ends_at);
    expect(body.results[0]).toMatchObject({ state: 'not_started', previous: given.id });
  });

  it('show what a payment has bought', async () => {
    expect(await detailsOf('paid')).toMatchObject({
      ...{ id: ids.paid, source: 'payment', payment: sold.id, package: shop.packageId },
      ...{ state: 'running', router: shop.routerId, phone_number: '+254711000077' },
      devices: [{ mac_address: mac, named_at_sale: true, online: false }],
      ...{ links: [{ id: ids.paid, state: 'running', payment: sold.id }], sessions: [] },
      ...{ octets_used: 0, online: false, online_since: null },
      history: [{ event: 'created', source: 'payment', evidence: { payment_id: sold.id } }],
    });
  });

  it('show the chain and the sessions of an entitlement', async () => {
    expect(await detailsOf('next')).toMatchObject({
      ...{ state: 'not_started', chain: given.id, octets_used: 8_000 + 2 * 2 ** 32 + 7 },
      links: [
        { id: given.id, state: 'running' },
        { id: ids.next, state: 'not_started' },
      ],
      sessions: [
        { is_active: true, entitlement: given.id },
        { is_active: false, stop_cause: 'User-Request' },
      ],
    });
  });

  it('show who is online now, and until when', async () => {
    const { body } = await app.get('/access/sessions/?active=true', shop.token).expect(200);
    const details = await detailsOf('given');
    expect(body.results).toEqual([
      expect.objectContaining({
        ...{ is_active: true, router: nas.routerId, router_name: 'Cafe', stop_cause: null },
        ...{ mac_address: 'AA:BB:CC:00:00:01', ip_address: '10.5.50.7', code: given.code },
        ...{ octets_up: 5_000, octets_down: 2 * 2 ** 32 + 7, seconds: 120 },
        ...{ download_speed_mbps: 5, upload_speed_mbps: 2, entitlement: given.id },
        ...{ until: details.chain_ends_at, since: details.online_since },
      }),
    ]);
  });

  it.each<[string, () => string, readonly string[]]>([
    ['nothing', () => '', ['new', 'old']],
    ['active=false', () => 'active=false', ['old']],
    ['its router', () => `router=${nas.routerId}`, ['new', 'old']],
    ['another router', () => `router=${shop.routerId}`, []],
    ['its device', () => 'mac=aabb.cc00.0001', ['new', 'old']],
    ['another device', () => 'mac=AA:BB:CC:00:00:02', []],
    ['its code', () => `code=${given.code}`, ['new', 'old']],
    ['a later entitlement of its chain', () => `entitlement=${ids.next}`, ['new', 'old']],
    ['another entitlement', () => `entitlement=${ids.paid}`, []],
    ['its phone', () => 'phone=0711000079', []],
    ['a time', () => `from=${new Date(Date.now() - 240_000).toISOString()}`, ['new']],
    ['an end', () => `to=${new Date(Date.now() - 240_000).toISOString()}`, ['old']],
  ])('show the sessions that fit, newest first: %s', async (_what, query, sessions) => {
    const { body } = await app.get(`/access/sessions/?${query()}`, shop.token).expect(200);
    const { rows } = await pool.query<{ id: string; name: string }>(
      'SELECT id, acct_session_id AS name FROM accounting_sessions',
    );
    const names = new Map(rows.map(({ id, name }) => [id, name]));
    expect((body as Listed).results.map(({ id }) => names.get(id))).toEqual(sessions);
  });

  it('show nothing to another operator, nor by the ids and names of another one', async () => {
    for (const path of [
      '/access/entitlements/',
      `/access/entitlements/?router=${nas.routerId}`,
      `/access/entitlements/?code=${given.code}`,
      `/access/entitlements/?mac=${mac}`,
      `/access/entitlements/?payment=${sold.id}`,
      '/access/sessions/',
      `/access/sessions/?code=${given.code}`,
      `/access/sessions/?entitlement=${given.id}`,
      `/access/sessions/?router=${nas.routerId}`,
    ]) {
      expect((await app.get(path, other.token).expect(200)).body.results).toEqual([]);
    }
    const answer = await app.get(`/access/entitlements/${given.id}/`, other.token).expect(404);
    expect(answer.body).toMatchObject({ code: 'entitlement_not_found' });
    expect(await aPackage(app, other, other.routerId)).toBeGreaterThan(0);
  });

  const A_TIME = 'a day (2026-01-31) or a time with its offset (2026-01-31T08:00:00Z)';
  it.each([
    ['entitlements/?active=yes', 'active', 'active must be one of: true, false'],
    ['entitlements/?router=one', 'router', 'router must be an integer id'],
    ['entitlements/?package=0', 'package', 'package must be an integer id'],
    ['entitlements/?phone=12', 'phone', 'Invalid phone number format'],
    ['entitlements/?code=ABC', 'code', 'code must be an access code such as K7MP2XQR'],
    ['entitlements/?code=%00', 'code', 'code must be an access code such as K7MP2XQR'],
    ['entitlements/?mac=router', 'mac', 'mac must be a MAC address'],
    ['entitlements/?payment=12', 'payment', 'payment must be a UUID'],
    ['entitlements/?source=gift', 'source', 'source must be one of: payment, voucher, operator'],
    ['entitlements/?from=monday', 'from', `from must be ${A_TIME}`],
    ['entitlements/?to=2026-02-30', 'to', `to must be ${A_TIME}`],
    ['sessions/?active=1', 'active', 'active must be one of: true, false'],
    ['sessions/?entitlement=x', 'entitlement', 'entitlement must be a UUID'],
    ['sessions/?code=0', 'code', 'code must be an access code such as K7MP2XQR'],
    ['sessions/?from=now', 'from', `from must be ${A_TIME}`],
  ])('refuse /access/%s', async (path, field, message) => {
    const { body } = await app.get(`/access/${path}`, shop.token).expect(400);
    expect(body).toMatchObject({ code: 'validation_failed', fields: { [field]: [message] } });
  });

  it.each(['entitlements/', 'sessions/', 'entitlements/0198c0de-0000-7000-8000-000000000001/'])(
    'are for tokens only: /access/%s',
    async (path) => {
      await app.get(`/access/${path}`).expect(401);
      await app.get(`/access/${path}`, shop.portal).expect(401);
    },
  );
});
