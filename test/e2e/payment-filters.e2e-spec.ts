import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { startTestApp, type TestApp } from '../support/app.js';
import { createLink, initiate } from '../support/selling.js';
import { aPackage, anOperator, aRouter, aShop, type Shop } from '../support/shop.js';

const CANCELS = '0700000101';
const A_MINUTE = 60_000;

interface Listed {
  readonly results: readonly { readonly id: string }[];
  readonly next: string | null;
  readonly previous: string | null;
}

describe('the filters of the list of payments', () => {
  let app: TestApp;
  let shop: Shop;
  let secondRouter: number;
  let secondPackage: number;
  /** Of one payment each, oldest first; a day lies between their making. */
  const ids: Record<'paid' | 'failed' | 'card' | 'elsewhere' | 'other', string> = {
    paid: '',
    failed: '',
    card: '',
    elsewhere: '',
    other: '',
  };
  type Name = keyof typeof ids;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
    secondRouter = await aRouter(app, shop);
    secondPackage = await aPackage(app, shop, secondRouter);

    ids.paid = (await initiate(app, shop, { phone_number: '0711000001' })).body.payment.id;
    ids.failed = (await initiate(app, shop, { phone_number: CANCELS })).body.payment.id;
    await app.simulator.control.advance(A_MINUTE);
    await app.idle();
    const card = { phone_number: '+256 772 123456', payment_method: 'card' };
    ids.card = (await createLink(app, shop, card)).body.payment.id;
    const there = { router_id: secondRouter, package_id: secondPackage };
    ids.elsewhere = (
      await initiate(app, shop, { ...there, phone_number: '0711000002' })
    ).body.payment.id;
    ids.other = (await initiate(app, shop, { phone_number: '0711000003' })).body.payment.id;

    await change(ids.failed, `review_reason = 'amount_mismatch'`);
    await change(ids.paid, `review_reason = 'double_payment'`);
    await change(ids.paid, `mpesa_reference = 'TDL4X5Y6Z7'`);
    await change(ids.card, `mac_address = 'AA:BB:CC:00:00:01'`);
    await change(ids.other, `payment_provider = 'kopokopo'`);
    // Half an hour after midnight in Nairobi.
    for (const [index, id] of Object.values(ids).entries()) {
      await change(id, `created_at = '2026-03-0${index + 1}T21:30:00Z'`);
    }
  });
  afterAll(() => app.stop());

  /** Makes a payment what no sale of a test can be. */
  const change = (id: string, assignment: string): Promise<unknown> =>
    app.database.query(`UPDATE payments SET ${assignment} WHERE id = $1`, [id]);

  async function namesOf(path: string): Promise<(Name | undefined)[]> {
    const { body } = await app.get(path, shop.token).expect(200);
    return nameAll(body as Listed);
  }
  const nameAll = ({ results }: Listed): (Name | undefined)[] =>
    results.map(({ id }) => (Object.keys(ids) as Name[]).find((name) => ids[name] === id));

  const ALL: readonly Name[] = ['other', 'elsewhere', 'card', 'failed', 'paid'];

  it.each<[string, readonly Name[]]>([
    ['status=completed', ['paid']],
    ['status=failed', ['failed']],
    ['status=pending', ['card']],
    ['status=processing', ['other', 'elsewhere']],
    ['method=mpesa', ['other', 'elsewhere', 'failed', 'paid']],
    ['method=card', ['card']],
    ['method=bank', []],
    ['provider=kopokopo', ['other']],
    ['provider=instasend', ['elsewhere', 'card', 'failed', 'paid']],
    ['provider=intasend', ['elsewhere', 'card', 'failed', 'paid']],
    ['phone=0711000001', ['paid']],
    ['phone=%2B254711000001', ['paid']],
    ['phone=+254711000001', ['paid']],
    ['phone=711-000-001', ['paid']],
    ['phone=256772123456', ['card']],
    ['phone=0711999999', []],
    ['review=true', ['failed', 'paid']],
    ['review=false', ['other', 'elsewhere', 'card']],
    ['review=amount_mismatch', ['failed']],
    ['review=double_payment', ['paid']],
    ['review=currency_mismatch', []],
    ['from=2026-03-04', ['other', 'elsewhere', 'card']],
    ['from=2026-03-04&tz=UTC', ['other', 'elsewhere']],
    ['from=2026-03-04&tz=', ['other', 'elsewhere', 'card']],
    ['from=2026-03-04&to=2026-03-04&tz=Africa/Nairobi', ['card']],
    ['from=2026-03-04&to=2026-03-04&tz=africa/nairobi', ['card']],
    ['from=2026-03-04&to=2026-03-04&tz=America/New_York', ['elsewhere']],
    ['tz=America/New_York', ALL],
    ['from=2026-03-04T21:30:00Z', ['other', 'elsewhere']],
    ['from=2026-03-04T21:30:00.001Z', ['other']],
    ['to=2026-03-02', ['paid']],
    ['to=2026-03-02&tz=UTC', ['failed', 'paid']],
    ['to=2026-03-02T21:30:00Z', ['paid']],
    ['to=2026-03-03T00:30:00%2B03:00', ['paid']],
    ['to=2026-03-03T00:30:00.001+03:00', ['failed', 'paid']],
    ['from=2026-03-03&to=2026-03-04', ['card', 'failed']],
    ['from=2026-03-03&to=2026-03-02', []],
    ['to=9999-12-31', ALL],
    ['from=0001-01-01', ALL],
    ['status=failed&review=true&phone=0700000101&method=mpesa', ['failed']],
    ['status=failed&review=false', []],
    ['status=&method=&provider=&router=&package=&phone=&from=&to=&review=', ALL],
    ['mpesa_reference=TDL4X5Y6Z7', ['paid']],
    ['mpesa_reference=%20tdl4x5y6z7%20', ['paid']],
    ['mpesa_reference=TDL4X5Y6Z', []],
    ['mpesa_reference=NOSUCH', []],
    ['mpesa_reference=%25', []],
    ['mac=AA:BB:CC:00:00:01', ['card']],
    ['mac=aa-bb-cc-00-00-01', ['card']],
    ['mac=aabb.cc00.0001', ['card']],
    ['mac=AABBCC000001', ['card']],
    ['mac=AA:BB:CC:00:00:02', []],
    ['mac=AA:BB:CC:00:00:01&method=mpesa', []],
    ['mpesa_reference=&mac=&id=', ALL],
  ])('?%s shows what fits, newest first', async (query, names) => {
    expect(await namesOf(`/payments/?${query}`)).toEqual(names);
  });

  it('shows the payments whose ids begin as asked', async () => {
    for (const name of ALL) {
      const id = ids[name];
      const digits = id.replaceAll('-', '');
      const whole = [id, id.toUpperCase(), digits, ` ${digits} `, id.slice(0, -1)];
      for (const given of whole) {
        expect(await namesOf(`/payments/?id=${encodeURIComponent(given)}`)).toContain(name);
      }
      expect(await namesOf(`/payments/?id=${id}`)).toEqual([name]);
      expect(await namesOf(`/payments/?id=${id}&status=completed`)).toEqual(
        name === 'paid' ? ['paid'] : [],
      );
      expect(await namesOf(`/payments/method/card/?id=${id}`)).toEqual(
        name === 'card' ? ['card'] : [],
      );
    }
    expect(await namesOf(`/payments/?id=${ids.paid.slice(0, 4)}`)).toEqual(ALL);
    expect(await namesOf('/payments/?id=ffff')).toEqual([]);
  });

  it('shows what was sold on a router, or of a package', async () => {
    expect(await namesOf(`/payments/?router=${secondRouter}`)).toEqual(['elsewhere']);
    expect(await namesOf(`/payments/?package=${secondPackage}`)).toEqual(['elsewhere']);
    expect(await namesOf(`/payments/?package=${shop.packageId}&router=${secondRouter}`)).toEqual(
      [],
    );
    expect(await namesOf(`/payments/?router=2147483647`)).toEqual([]);
  });

  it.each<[string, readonly Name[]]>([
    ['/payments/status/failed/', ['failed']],
    ['/payments/status/processing?router=', ['other', 'elsewhere']],
    ['/payments/status/processing?provider=kopokopo', ['other']],
    ['/payments/method/card/', ['card']],
    ['/payments/method/mpesa?status=completed', ['paid']],
    ['/api/payments/method/bank/', []],
  ])('%s is the same list', async (path, names) => {
    expect(await namesOf(path)).toEqual(names);
  });

  const mustBeTime = (name: string): string =>
    `${name} must be a day (2026-01-31) or a time with its offset (2026-01-31T08:00:00Z)`;
  const STATUS = 'status must be one of: pending, processing, completed, failed';
  const METHOD = 'method must be one of: mpesa, card, bank';
  const RECEIPT = 'mpesa_reference must be a receipt such as TDL4X5Y6Z7';
  const ID = 'id must be an id or how it begins, at least 4 characters';
  const ZONE = 'tz must be a time zone such as Africa/Nairobi';
  const REVIEW =
    'review must be one of: true, false, amount_mismatch, currency_mismatch, double_payment, failed_after_complete, cannot_verify, reversed';

  it.each([
    ['?status=paid', 'status', STATUS],
    ['?status=COMPLETED', 'status', STATUS],
    ['?status=failed&status=completed', 'status', STATUS],
    ['?method=cash', 'method', METHOD],
    ['?provider=paypal', 'provider', 'provider must be one of: instasend, kopokopo'],
    ['?router=one', 'router', 'router must be an integer id'],
    ['?router=0', 'router', 'router must be an integer id'],
    ['?package=2147483648', 'package', 'package must be an integer id'],
    ['?package=1.5', 'package', 'package must be an integer id'],
    ['?phone=12345', 'phone', 'Invalid phone number format'],
    ['?phone=%00', 'phone', 'Invalid phone number format'],
    ['?mac=router', 'mac', 'mac must be a MAC address'],
    ['?mac=%20', 'mac', 'mac must be a MAC address'],
    ['?mpesa_reference=%00', 'mpesa_reference', RECEIPT],
    ['?mpesa_reference=a%20b', 'mpesa_reference', RECEIPT],
    ['?id=019', 'id', ID],
    ['?id=0198-c0de', 'id', ID],
    ['?id=paid', 'id', ID],
    ['?id=%00%00%00%00', 'id', ID],
    ['?from=yesterday', 'from', mustBeTime('from')],
    ['?from=2026-02-30', 'from', mustBeTime('from')],
    ['?from=2026-01-31T08:00:00', 'from', mustBeTime('from')],
    ['?to=31/01/2026', 'to', mustBeTime('to')],
    ['?tz=Africa/Nowhere', 'tz', ZONE],
    ['?tz=%2B03:00', 'tz', ZONE],
    ['?tz=UTC&tz=UTC', 'tz', ZONE],
    ['?from=2026-03-04&tz=Nairobi', 'tz', ZONE],
    ['?review=maybe', 'review', REVIEW],
    ["?review=' OR true--", 'review', REVIEW],
    ['status/paid/', 'status', STATUS],
    ['status/Failed?method=card', 'status', STATUS],
    ['method/cash/', 'method', METHOD],
    ['method/mpesa/?to=never', 'to', mustBeTime('to')],
  ])('refuses /payments/%s', async (query, field, message) => {
    const path = `/payments/${query.replaceAll("' ", '%27%20').replaceAll(' ', '%20')}`;
    const { body } = await app.get(path, shop.token).expect(400);
    expect(body).toMatchObject({
      error: `${message}.`,
      code: 'validation_failed',
      fields: { [field]: [message] },
    });
  });

  it('names every filter that is wrong', async () => {
    const { body } = await app.get('/payments/?status=x&from=x&router=x', shop.token).expect(400);
    expect(Object.keys(body.fields)).toEqual(['status', 'router', 'from']);
  });

  it.each([
    ['/payments/?phone=0711000077', ''],
    ['/payments/?status=processing&from=2026-01-01', ''],
    ['/payments/status/processing/', '?from=2026-01-01'],
    ['/api/payments/method/mpesa', '?phone=%2B254711000077'],
  ])('%s keeps its filters from page to page, while rows are added', async (path, more) => {
    const other = await aShop(app);
    const saleRequest = { phone_number: '0711000077' };
    const made: string[] = [];
    const sell = async (): Promise<void> => {
      const answer = await initiate(app, other, { ...saleRequest, mac_address: mac() }).expect(201);
      made.unshift(String(answer.body.payment.id));
      await createLink(app, other, { phone_number: '0711000078', payment_method: 'card' });
    };
    for (let sale = 0; sale < 4; sale += 1) await sell();
    const follow = async (url: unknown): Promise<Listed> =>
      (await request(String(url)).get('').set(other.token).expect(200)).body as Listed;
    const idsIn = ({ results }: Listed): string[] => results.map(({ id }) => id);

    const query =
      more === '' && path.includes('?') ? '&limit=2' : `${more}${more ? '&' : '?'}limit=2`;
    const first = await follow(`${app.url}${path}${query}`);
    await sell();
    const second = await follow(first.next);
    expect([idsIn(first), idsIn(second)]).toEqual([made.slice(1, 3), made.slice(3, 5)]);
    expect(second.next).toBeNull();
    const back = await follow(second.previous);
    expect(idsIn(back)).toEqual(made.slice(1, 3));
    expect(idsIn(await follow(back.previous))).toEqual(made.slice(0, 1));
  });

  it.each([
    '/payments/?status=completed',
    '/payments/status/completed/',
    '/payments/method/mpesa/',
  ])('%s shows nothing of another operator, and nothing without a token', async (path) => {
    const stranger = await anOperator(app);
    const { body } = await app.get(path, stranger.token).expect(200);
    expect(body.results).toEqual([]);
    const foreign = await app.get(`/payments/?router=${shop.routerId}`, stranger.token);
    expect(foreign.body.results).toEqual([]);
    await app.get(path).expect(401);
    await app.get(path, shop.portal).expect(401);
  });
});

let devices = 0;

/** A device that no other call has named: its owner has no prompt out. */
const mac = (): string => `AA:BB:CC:00:00:${(devices++).toString(16).padStart(2, '0')}`;
