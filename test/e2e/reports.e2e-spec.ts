import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/common/clock.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { insertReported, type ReportedPayment } from '../support/reported-payments.js';
import { initiate } from '../support/selling.js';
import { aPackage, aRouter, aShop, type Shop } from '../support/shop.js';
import { aPromptOut, deliver, paidEvent } from '../support/webhooks.js';

type Json = Readonly<Record<string, unknown>>;

/** Noon in Nairobi, on a Monday. */
class NoonClock extends Clock {
  override now(): Date {
    return new Date('2026-11-30T09:00:00Z');
  }
}

const paid = (completedAt: string, more: Partial<ReportedPayment> = {}): ReportedPayment => ({
  ...{ createdAt: completedAt, completedAt, status: 'completed', amount: 5_000 },
  ...more,
});
const unpaid = (
  createdAt: string,
  status: 'pending' | 'processing' | 'failed',
  more: Partial<ReportedPayment> = {},
): ReportedPayment => ({ createdAt, completedAt: null, status, amount: 5_000, ...more });

describe('the summary of payments', () => {
  let app: TestApp;
  let shop: Shop;
  let other: Shop;
  let secondRouter: number;
  let secondPackage: number;

  beforeAll(async () => {
    app = await startTestApp({ clock: new NoonClock() });
    shop = await aShop(app);
    other = await aShop(app);
    secondRouter = await aRouter(app, shop);
    secondPackage = await aPackage(app, shop, secondRouter, { name: 'One week' });
    const second = { router: secondRouter, package: secondPackage, amount: 20_001 };
    await insertReported(app, shop, [
      // The last and the first millisecond of a day in Nairobi.
      paid('2026-11-28T20:59:59.999Z'),
      paid('2026-11-28T21:00:00.000Z', { amount: 10_000 }),
      // Started before midnight, paid after it.
      paid('2026-11-29T21:30:00Z', { createdAt: '2026-11-29T20:50:00Z' }),
      paid('2026-11-30T06:10:00Z', { ...second, channel: 'link' }),
      paid('2026-11-30T06:59:00Z', {
        ...second,
        provider: 'kopokopo',
        review: 'failed_after_complete',
        completedBy: {
          event: 'completed',
          source: 'webhook',
          evidence: { matched_by: 'operator' },
        },
      }),
      paid('2026-11-30T08:00:00Z', {
        completedBy: { event: 'marked_completed', source: 'operator' },
      }),
      paid('2026-11-30T08:30:00Z', { completedBy: { event: 'imported', source: 'import' } }),
      paid('2026-11-30T08:45:00Z', { currency: 'UGX', amount: 999 }),
      unpaid('2026-11-30T05:00:00Z', 'failed'),
      unpaid('2026-11-30T05:01:00Z', 'failed', { review: 'cannot_verify' }),
      unpaid('2026-11-30T08:58:00Z', 'processing'),
      unpaid('2026-11-30T08:59:00Z', 'pending', { channel: 'link' }),
      // Yesterday until noon, and after it.
      paid('2026-11-29T06:00:00Z'),
      paid('2026-11-29T09:00:00Z'),
      // A week ago.
      paid('2026-11-23T08:00:00Z'),
    ]);
    await insertReported(app, other, [paid('2026-11-30T06:00:00Z', { amount: 777_700 })]);
  });
  afterAll(() => app.stop());

  const summary = async (query = ''): Promise<Json> => {
    const { body } = await app.get(`/reports/summary/${query}`, shop.token).expect(200);
    return body as Json;
  };
  const groupsBy = async (query: string): Promise<readonly Json[]> =>
    (await summary(query))['groups'] as Json[];
  const figures = (totals: unknown, ...names: string[]): unknown[] =>
    names.map((name) => (totals as Json)[name]);

  it('is about today, in Nairobi, unless asked otherwise', async () => {
    expect(await summary()).toEqual({
      from: '2026-11-29T21:00:00.000Z',
      to: '2026-11-30T21:00:00.000Z',
      tz: 'Africa/Nairobi',
      currency: 'KES',
      as_of: '2026-11-30T09:00:00.000Z',
      totals: {
        sales: 5,
        gross: '550.02',
        average: '110.00',
        fees: null,
        net: null,
        fees_known: 0,
        started: 8,
        failed: 2,
        waiting: 2,
        in_review: 2,
        success_rate: 0.6667,
      },
      compare: null,
      groups: null,
    });
  });

  it('counts days in full, from midnight to midnight of the time zone', async () => {
    const { totals } = await summary('?from=2026-11-28&to=2026-11-29');
    expect(figures(totals, 'sales', 'gross')).toEqual([4, '250.00']);
    const elsewhere = await summary('?from=2026-11-29&to=2026-11-29&tz=UTC');
    expect(figures(elsewhere['totals'], 'sales', 'gross')).toEqual([3, '150.00']);
    expect(figures(elsewhere, 'from', 'to', 'tz')).toEqual([
      '2026-11-29T00:00:00.000Z',
      '2026-11-30T00:00:00.000Z',
      'UTC',
    ]);
  });

  it('counts from an instant until before another', async () => {
    const { totals } = await summary('?from=2026-11-30T06:10:00Z&to=2026-11-30T08:00:00Z');
    expect(figures(totals, 'sales', 'gross', 'average')).toEqual([2, '400.02', '200.01']);
  });

  it('has nothing to say about no payments', async () => {
    const { totals } = await summary('?from=2020-01-01&to=2020-12-31');
    expect(totals).toEqual({
      ...{ sales: 0, gross: '0.00', average: null, fees: null, net: null, fees_known: 0 },
      ...{ started: 0, failed: 0, waiting: 0, in_review: 0, success_rate: null },
    });
  });

  it('compares today with yesterday until this hour, and with a week ago', async () => {
    const { compare } = await summary('?compare=previous');
    expect(figures(compare, 'from', 'to')).toEqual([
      '2026-11-28T21:00:00.000Z',
      '2026-11-29T09:00:00.000Z',
    ]);
    expect(figures((compare as Json)['totals'], 'sales', 'gross')).toEqual([2, '150.00']);
    const { compare: aWeekAgo } = await summary('?compare=week');
    expect(figures((aWeekAgo as Json)['totals'], 'sales', 'gross')).toEqual([1, '50.00']);
  });

  it('lists every hour, also those without payments', async () => {
    const groups = await groupsBy('?by=hour');
    expect(groups).toHaveLength(24);
    expect(figures(groups[0], 'key', 'label', 'sales', 'started', 'success_rate')).toEqual([
      '2026-11-30T00:00:00+03:00',
      null,
      ...[1, 0, null],
    ]);
    expect(groups.map(({ sales }) => sales)).toEqual(
      Array.from({ length: 24 }, (_, hour) => ({ 0: 1, 9: 2, 11: 2 })[hour] ?? 0),
    );
    expect(figures(groups[11], 'started', 'waiting')).toEqual([4, 2]);
  });

  it('groups by day, week and month', async () => {
    const byDay = await groupsBy('?from=2026-11-28&by=day');
    expect(byDay.map(({ key, gross }) => [key, gross])).toEqual([
      ['2026-11-28T00:00:00+03:00', '50.00'],
      ['2026-11-29T00:00:00+03:00', '200.00'],
      ['2026-11-30T00:00:00+03:00', '550.02'],
    ]);
    const byWeek = await groupsBy('?from=2026-11-23&by=week');
    expect(byWeek.map(({ key, sales }) => [key, sales])).toEqual([
      ['2026-11-23T00:00:00+03:00', 5],
      ['2026-11-30T00:00:00+03:00', 5],
    ]);
    const byMonth = await groupsBy('?from=2026-10-15&by=month');
    expect(byMonth.map(({ key, sales }) => [key, sales])).toEqual([
      ['2026-10-01T00:00:00+03:00', 0],
      ['2026-11-01T00:00:00+03:00', 10],
    ]);
  });

  it('groups by router, package and provider, the most money first', async () => {
    const shown = async (by: string): Promise<unknown[]> =>
      (await groupsBy(`?by=${by}`)).map((group) =>
        figures(group, 'key', 'label', 'sales', 'gross', 'started', 'failed'),
      );
    const { body: first } = await app
      .get(`/routers/packages/${shop.packageId}/`, shop.token)
      .expect(200);
    expect(await shown('router')).toEqual([
      [String(secondRouter), 'Cafe', 2, '400.02', 2, 0],
      [String(shop.routerId), 'Cafe', 3, '150.00', 6, 2],
    ]);
    expect(await shown('package')).toEqual([
      [String(secondPackage), 'One week', 2, '400.02', 2, 0],
      [String(shop.packageId), first.name, 3, '150.00', 6, 2],
    ]);
    expect(await shown('provider')).toEqual([
      ['instasend', 'IntaSend', 4, '350.01', 7, 2],
      ['kopokopo', 'Kopo Kopo', 1, '200.01', 1, 0],
    ]);
  });

  it('groups by how the money came', async () => {
    const groups = await groupsBy('?by=source');
    expect(groups.map((group) => figures(group, 'key', 'label', 'sales', 'started'))).toEqual([
      ['link', null, 1, 2],
      ['till', null, 1, 1],
      ['prompt', null, 1, 3],
      ['import', null, 1, 1],
      ['operator', null, 1, 1],
    ]);
  });

  it('says so when nothing has changed since', async () => {
    const first = await app.get('/reports/summary/?by=hour', shop.token).expect(200);
    const tag = String(first.headers['etag']);
    expect(first.headers['cache-control']).toBe('private, no-cache');
    const again = await app
      .get('/reports/summary/?by=hour', { ...shop.token, 'If-None-Match': tag })
      .expect(304);
    expect(again.text).toBe('');
    await app.get('/reports/summary/', { ...shop.token, 'If-None-Match': tag }).expect(200);
    await app
      .get('/reports/summary/?by=hour', { ...other.token, 'If-None-Match': tag })
      .expect(200);
  });

  it('is exported as CSV, a group a line', async () => {
    await app.database.query(`UPDATE routers SET name = '=1+1' WHERE id = $1`, [secondRouter]);
    const path = '/reports/summary/export/';
    const byRouter = await app.get(`${path}?by=router`, shop.token).expect(200);
    expect(byRouter.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="sales-by-router.csv"',
    });
    const names =
      'key,label,sales,gross,average,fees,net,fees_known,started,failed,waiting,in_review,success_rate,currency';
    expect(byRouter.text.split('\r\n')).toEqual([
      `\uFEFF${names}`,
      `${secondRouter},'=1+1,2,400.02,200.01,,,0,2,0,0,1,1,KES`,
      `${shop.routerId},Cafe,3,150.00,50.00,,,0,6,2,2,1,0.5,KES`,
      '',
    ]);
    const byDay = await app.get(`${path}?from=2026-11-28&to=2026-11-29`, shop.token).expect(200);
    const lines = byDay.text.split('\r\n').slice(1, -1);
    expect(lines.map((line) => line.split(',').slice(0, 4))).toEqual([
      ['2026-11-28T00:00:00+03:00', '', '1', '50.00'],
      ['2026-11-29T00:00:00+03:00', '', '3', '200.00'],
    ]);
    const none = await app.get(`${path}?from=2020-01-01&to=2020-01-01&by=router`, other.token);
    expect(none.text).toBe(`\uFEFF${names}\r\n`);
    await app.get(`${path}?by=minute`, shop.token).expect(400);
    await app.get(path).expect(401);
  });

  it.each([
    ['?tz=Africa/Nowhere', 'tz', 'tz must be a time zone such as Africa/Nairobi'],
    ['?tz=UTC%00', 'tz', 'tz must be a time zone such as Africa/Nairobi'],
    ['?by=minute', 'by', /^by must be one of: hour, day, week, month, router, package/],
    ['?compare=yesterday', 'compare', 'compare must be one of: previous, week'],
    ['?from=2026-02-30', 'from', /^from must be a day/],
    ['?from=2026-11-30&to=2026-11-28', 'to', 'to must not be before from'],
    [
      '?from=0001-01-01&to=9999-12-31&compare=previous',
      'from',
      'from must be in the years 2000 to 2100',
    ],
    ['?to=9999-12-31', 'to', 'to must be in the years 2000 to 2100'],
    ['?from=2000-01-01&by=hour', 'by', 'by=hour takes at most 10000 hours'],
  ])('refuses %s', async (query, field, message) => {
    const { body } = await app.get(`/reports/summary/${query}`, shop.token).expect(400);
    expect(body.code).toBe('validation_failed');
    expect(body.fields[field][0]).toMatch(message);
  });

  it('is for operators only', async () => {
    await app.get('/reports/summary/').expect(401);
    await app.get('/reports/summary/', shop.portal).expect(401);
  });
});

describe('the fees in a summary', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
  });
  afterAll(() => app.stop());

  const fees = async (): Promise<unknown[]> => {
    const { body } = await app.get('/reports/summary/', shop.token).expect(200);
    const totals = body.totals as Json;
    return [totals['sales'], totals['fees_known'], totals['fees'], totals['net']];
  };
  const markPaid = (id: string, more: Json = {}) =>
    app
      .post(`/payments/${id}/mark-completed/`, { reason: 'Paid in cash', ...more }, shop.token)
      .expect(200);

  it('are those that the provider has told, by webhook or when asked', async () => {
    expect(await fees()).toEqual([0, 0, null, null]);
    const cash = await aPromptOut(app, shop);
    await markPaid(cash.id);
    expect(await fees()).toEqual([1, 0, null, null]);

    const prompted = await aPromptOut(app, shop);
    await deliver(app, paidEvent(prompted, shop, { net_amount: '48.49' }));
    expect(await fees()).toEqual([2, 1, '1.50', '48.49']);

    const { body } = await initiate(app, shop, { phone_number: '0711000001' }).expect(201);
    await app.simulator.control.advance(60_000);
    const path = `/payments/intasend/${String(body.payment.id)}/check-status/`;
    await app.post(path, {}, shop.portal).expect(200);
    await app.idle();
    expect(await fees()).toEqual([3, 2, '3.00', '96.99']);
  });

  it('become known when the provider tells of money that was marked as paid', async () => {
    const [, before] = await fees();
    const marked = await aPromptOut(app, shop);
    await markPaid(marked.id, { mpesa_reference: 'TDL9MARKED' });
    await deliver(app, paidEvent(marked, shop, { mpesa_reference: 'TDL9MARKED' }));
    const [, after] = await fees();
    expect(Number(after) - Number(before)).toBe(1);
    await deliver(app, paidEvent(marked, shop, { charges: '9.00', updated_at: '2026-01-02' }));
    expect((await fees())[1]).toBe(after);
  });
});
