import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { RowCursors } from '../../src/database/row-cursors.js';
import { insertDevice, insertEntitlement, insertSession } from '../support/access-rows.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { OperatedAccess } from '../support/operated-access.js';
import { anOperator, aShop, type Operator, type Shop } from '../support/shop.js';
import { until } from '../support/until.js';

const MARK = '\uFEFF';
const COLUMNS =
  'id,created_at,completed_at,status,amount,currency,fee,net,phone_number,mpesa_reference,router,' +
  'router_name,package,package_name,payment_method,payment_provider,intasend_invoice_id,' +
  'mac_address,package_expiry_time,review_reason,retry_count,error_message';
/** Rows that are more than the buffers between a server and a client hold. */
const MANY = 5_000;
const LONG_NAME = 'A day '.repeat(600);

// Payments of one operator, a minute apart, oldest first; the last one of each ten has failed.
const PAYMENTS = `
  WITH made AS (
    INSERT INTO payments (id, user_id, router_id, package_id, phone_number, phone_e164,
      amount_minor, currency, payment_method, payment_provider, status, package_name,
      duration_hours, download_speed_mbps, upload_speed_mbps, created_at, completed_at,
      package_expiry_time, error_message)
    SELECT gen_random_uuid(), $1, $2, $3, '0712345678', '+254712345678', 5000, 'KES', 'mpesa',
           'instasend', CASE WHEN n % 10 = 0 THEN 'failed' ELSE 'completed' END, $5, 24, 10, 5, at,
           CASE WHEN n % 10 > 0 THEN at + interval '30 seconds' END,
           CASE WHEN n % 10 > 0 THEN at + interval '1 day' END,
           CASE WHEN n % 10 = 0 THEN 'Cancelled, "by" the customer' ELSE '' END
      FROM generate_series(1, $4::integer) n,
           LATERAL (SELECT timestamptz '2026-03-01T20:50:00Z' + n * interval '1 minute' AS at) t
    RETURNING id, user_id
  )
  INSERT INTO payment_attempts (payment_id, number, user_id, reference, channel, provider,
                                environment, invoice_id)
  SELECT id, 1, user_id, id || '-1', 'prompt', 'instasend', 'sandbox', 'INV' || id FROM made`;

describe('an export', () => {
  let access: OperatedAccess;
  let app: TestApp;
  let shop: Shop;
  /** Operators with many payments. */
  let large: readonly [Shop, Shop, Shop, Shop];

  beforeAll(async () => {
    access = await OperatedAccess.start();
    ({ app } = access);
    shop = await aShop(app);
    large = [await aShop(app), await aShop(app), await aShop(app), await aShop(app)];
    await sell(shop, 20, '=cmd|calc');
    for (const each of large) await sell(each, MANY, LONG_NAME);
  });
  afterAll(() => access.stop());

  const sell = (to: Shop, count: number, name: string): Promise<unknown> =>
    access.pool.query(PAYMENTS, [to.userId, to.routerId, to.packageId, count, name]);
  const cursors = (): RowCursors => app.nest.get(RowCursors);
  const read = (path: string, by: Operator = shop) =>
    app.get(`/payments/export/${path}`, by.token).buffer(true).expect(200);
  async function linesOf(path: string, by: Operator = shop): Promise<string[]> {
    const { text } = await read(path, by);
    expect(text.startsWith(MARK)).toBe(true);
    expect(text.endsWith('\r\n')).toBe(true);
    return text.slice(MARK.length, -2).split('\r\n');
  }

  /** Begins to read a file, and takes nothing more of it. */
  async function begun(by: Operator, at: TestApp = app): Promise<IncomingMessage> {
    const request = get(`${at.url}/payments/export/`, { headers: by.token, agent: false });
    // A reset is an error of the response, and of the request as well if a read finds it.
    request.on('error', () => undefined);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.pause();
    return response;
  }
  const CURSORS = `
    FROM pg_stat_activity
   WHERE datname = current_database() AND query LIKE 'FETCH FORWARD%'
     AND state IN ('active', 'idle in transaction')`;
  async function cursorsInDatabase(): Promise<number> {
    const { rows } = await access.pool.query<{ open: number }>(
      `SELECT count(*)::integer AS open ${CURSORS}`,
    );
    return rows[0]?.open ?? 0;
  }
  const failCursors = (): Promise<unknown> =>
    access.pool.query(`SELECT pg_terminate_backend(pid) ${CURSORS}`);
  const noneOpen = (): Promise<number> =>
    until(
      'no cursor is open',
      () => Promise.resolve(cursors().count),
      (count) => count === 0,
    );

  it('of payments has all of them, newest first, with the columns of the API', async () => {
    const answer = await read('');
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'cache-control': 'no-store',
    });
    const [columns, failed, completed, ...rest] = await linesOf('');
    expect(columns).toBe(COLUMNS);
    expect(rest).toHaveLength(18);
    const sold = `${shop.routerId},Cafe,${shop.packageId},'=cmd|calc,mpesa,instasend`;
    expect(failed?.replace(/^[^,]+/, '').replace(/INV[^,]+/, 'INV')).toBe(
      `,2026-03-02T00:10:00+03:00,,failed,50.00,KES,,,'+254712345678,,${sold},INV,,,,0,` +
        `"Cancelled, ""by"" the customer"`,
    );
    expect(completed?.replace(/^[^,]+/, '').replace(/INV[^,]+/, 'INV')).toBe(
      `,2026-03-02T00:09:00+03:00,2026-03-02T00:09:30+03:00,completed,50.00,KES,,,` +
        `'+254712345678,,${sold},INV,,2026-03-03T00:09:00+03:00,,0,`,
    );
  });

  it.each([
    ['?from=2026-03-02', 11],
    ['?to=2026-03-01', 9],
    ['?from=2026-03-01&to=2026-03-01', 9],
    ['?to=2026-03-01&tz=UTC', 20],
    ['?from=2026-03-02&tz=UTC', 0],
    ['?status=failed', 2],
    ['?status=failed&from=2026-03-02', 2],
    ['?phone=0712345678&review=false', 20],
    ['?phone=0799999999', 0],
  ])('takes the filters of the list: %s', async (query, count) => {
    expect(await linesOf(query)).toHaveLength(count + 1);
  });

  it('shows times of the zone that was asked for', async () => {
    const [, newest] = await linesOf('?tz=America/New_York');
    expect(newest).toContain('2026-03-01T16:10:00-05:00');
  });

  it.each([
    ['?from=2026-03-01&to=2026-03-31', 'payments-from-2026-03-01-to-2026-03-31.csv'],
    [
      '?from=2026-03-01T21:30:00Z&to=2026-03-02T00:00:00Z',
      'payments-from-2026-03-02-to-2026-03-02.csv',
    ],
    ['?to=2026-03-31&tz=UTC', 'payments-to-2026-03-31.csv'],
  ])('has its period in its name: %s', async (query, name) => {
    const { headers } = await read(query);
    expect(headers['content-disposition']).toBe(`attachment; filename="${name}"`);
  });

  it('of nothing has its columns', async () => {
    const operator = await anOperator(app);
    expect((await read('', operator)).text).toBe(`${MARK}${COLUMNS}\r\n`);
  });

  it('of sessions has the columns of the API', async () => {
    const { nas, pool } = access;
    const entitlement = await insertEntitlement(pool, nas);
    await insertDevice(pool, entitlement, 'AA:BB:CC:00:00:01');
    const id = await insertSession(pool, nas, entitlement, { mac: 'AA:BB:CC:00:00:01', octets: 7 });
    const path = '/access/sessions/export/?active=true';
    const { text, headers } = await app.get(path, access.shop.token).buffer(true).expect(200);
    expect(headers['content-disposition']).toMatch(/filename="sessions-to-\d{4}-\d\d-\d\d\.csv"/);
    const [columns, line, end] = text.slice(MARK.length).split('\r\n');
    expect(columns).toBe(
      'id,since,until,is_active,seconds,router,router_name,mac_address,ip_address,phone_number,' +
        'code,package_name,download_speed_mbps,upload_speed_mbps,octets_up,octets_down,' +
        'stop_cause,updated_at,entitlement,payment',
    );
    const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+03:00`;
    expect(line).toMatch(
      new RegExp(
        `^${id},${time},${time},true,0,${nas.routerId},Cafe,AA:BB:CC:00:00:01,10.5.50.7,,` +
          `${entitlement.code},One hour,5,2,0,7,,${time},${entitlement.id},$`,
      ),
    );
    expect(end).toBe('');
  });

  it('has nothing of another operator', async () => {
    const own = await linesOf('');
    const [other] = large;
    const ids = new Set(own.slice(1).map((line) => line.slice(0, 36)));
    expect(ids.size).toBe(20);
    const theirs = await linesOf(`?router=${shop.routerId}`, other);
    expect(theirs).toHaveLength(1);
    const path = `/access/sessions/export/?router=${access.nas.routerId}`;
    const sessions = await app.get(path, shop.token).buffer(true).expect(200);
    expect(sessions.text.split('\r\n')).toHaveLength(2);
    expect(
      (await linesOf('?status=failed', other)).some((line) => ids.has(line.slice(0, 36))),
    ).toBe(false);
  });

  it.each(['/payments/export/', '/access/sessions/export/'])(
    '%s is for operators alone, and takes no page',
    async (path) => {
      await app.get(path).expect(401);
      await app.get(path, shop.portal).expect(401);
      await app.get(`${path}?limit=5`, shop.token).expect(400);
      await app.get(`${path}?tz=Nowhere`, shop.token).expect(400);
      await noneOpen();
    },
  );

  describe('of many rows', () => {
    it('is read as fast as the client takes it, and is whole', async () => {
      const [by] = large;
      const response = await begun(by);
      await app.get('/payments/export/', by.token).expect(429);
      expect(cursors().count).toBe(1);
      let lines = 0;
      for await (const chunk of response) {
        lines += String(chunk).split('\r\n').length - 1;
      }
      expect(response.complete).toBe(true);
      expect(lines).toBe(MANY + 1);
      await noneOpen();
    });

    it('runs once for each operator, and four times for all', async () => {
      const responses: IncomingMessage[] = [];
      for (const each of large) responses.push(await begun(each));
      const [first] = large;
      const again = await app.get('/payments/export/', first.token).expect(429);
      expect(again.body.code).toBe('export_running');
      expect(again.headers['retry-after']).toBe('10');
      const busy = await app.get('/access/sessions/export/', shop.token).expect(503);
      expect(busy.body.code).toBe('exports_busy');
      await app.get('/payments/', shop.token).expect(200);

      for (const response of responses) response.destroy();
      await noneOpen();
      expect(await linesOf('')).toHaveLength(21);
    });

    it('ends in the database when the client goes away', async () => {
      const [by] = large;
      const response = await begun(by);
      await until('one cursor is open', cursorsInDatabase, (count) => count === 1);
      response.destroy();
      await until('no cursor is open', cursorsInDatabase, (count) => count === 0);
      await noneOpen();
    });

    it('breaks off when the database fails, instead of ending like a whole one', async () => {
      const response = await begun(large[0]);
      const broken = new Promise((resolve) => response.once('error', resolve));
      await failCursors();
      response.resume();
      expect(await broken).toMatchObject({ code: 'ECONNRESET' });
      expect(response.complete).toBe(false);
      await noneOpen();
    });

    it('breaks off when the server stops, which does not wait for it', async () => {
      const { databaseUrl } = access;
      const second = await startTestApp({ databaseUrl });
      const response = await begun(large[0], second);
      const broken = new Promise((resolve) => response.once('error', resolve));
      await second.stop();
      response.resume();
      expect(await broken).toMatchObject({ code: 'ECONNRESET' });
      // The database notices a moment later that its client is gone.
      await until('no cursor is open', cursorsInDatabase, (count) => count === 0);
    });
  });
});
