import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';
import { foldAll, foldingOf } from '../support/folded-sums.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { insertReported } from '../support/reported-payments.js';
import { aShop, type Shop } from '../support/shop.js';
import { until } from '../support/until.js';
import { aPromptOut, deliver, paidEvent } from '../support/webhooks.js';

const LONG_AGO = '2026-03-10T09:00:00Z';
const SPAN = 'from=2026-03-01&to=2026-03-31';

describe('the sums that payments are folded into', () => {
  let database: TestDatabase;
  let app: TestApp;
  let twin: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startTestApp({ databaseUrl: database.url });
    twin = await startTestApp({ databaseUrl: database.url, simulator: app.simulator });
    shop = await aShop(app);
  });
  afterAll(async () => {
    await twin.stop();
    await app.stop();
    await database.drop();
  });

  const insert = (createdAt: string, completedAt: string | null = createdAt): Promise<string[]> =>
    insertReported(app, shop, [
      {
        ...{ createdAt, completedAt, amount: 5_000 },
        status: completedAt === null ? 'pending' : 'completed',
      },
    ]);
  const totals = async (query = SPAN): Promise<unknown[]> => {
    const { body } = await app.get(`/reports/summary/?${query}`, shop.token).expect(200);
    const { sales, gross, started, failed } = body.totals as Readonly<Record<string, unknown>>;
    return [sales, gross, started, failed];
  };
  const changes = async (): Promise<number> => {
    const rows = await app.database.query('SELECT FROM payment_sum_changes');
    return rows.length;
  };

  it('are what a report reads, until a payment changes', async () => {
    const [first = ''] = await insert(LONG_AGO);
    await insert(LONG_AGO);
    expect(await totals()).toEqual([2, '100.00', 2, 0]);
    await foldAll(app);
    expect(await totals()).toEqual([2, '100.00', 2, 0]);
    await app.database.query(
      `UPDATE payment_sums SET gross_minor = gross_minor + 1 WHERE user_id = $1`,
      [shop.userId],
    );
    expect(await totals()).toEqual([2, '100.01', 2, 0]);
    expect(await totals(`${SPAN}&by=router`)).toEqual([2, '100.01', 2, 0]);

    await app.database.query('UPDATE payments SET amount_minor = 7000 WHERE id = $1', [first]);
    expect(await changes()).toBe(1);
    expect(await totals()).toEqual([2, '120.00', 2, 0]);
    await foldAll(app);
    expect(await totals()).toEqual([2, '120.00', 2, 0]);
  });

  it('are compared with the payments, and folded again when they differ', async () => {
    await foldAll(app);
    const days = Math.ceil((Date.now() - Date.parse(LONG_AGO)) / 86_400_000) + 1;
    expect(await foldingOf(app).check(days)).toBe(0);
    const before = await totals();
    await app.database.query(
      `DELETE FROM payment_sums WHERE user_id = $1 AND dimension IN ('all', 'source')`,
      [shop.userId],
    );
    expect(await totals()).not.toEqual(before);
    expect(await foldingOf(app).check(days)).toBe(2);
    expect(app.logs.filter((line) => line.includes('sums of payments are wrong'))).toHaveLength(1);
    expect(await totals()).toEqual(before);
    await foldAll(app);
    expect(await foldingOf(app).check(days)).toBe(0);
    expect(await totals()).toEqual(before);
  });

  it('follow a payment that is started, fails, is tried again, and is paid late', async () => {
    const march = 'from=2026-02-01&to=2026-02-28';
    const [id] = await insert('2026-02-10T09:00:00Z', null);
    for (const [assignment, expected] of [
      [`status = 'failed'`, [0, '0.00', 1, 1]],
      [`status = 'pending'`, [0, '0.00', 1, 0]],
      [
        `status = 'completed', completed_at = '2026-02-11T09:00Z', package_expiry_time = now()`,
        [1, '50.00', 1, 0],
      ],
    ] as const) {
      await foldAll(app);
      await app.database.query(`UPDATE payments SET ${assignment} WHERE id = $1`, [id]);
      expect(await totals(march)).toEqual(expected);
    }
    await foldAll(app);
    expect(await totals(march)).toEqual([1, '50.00', 1, 0]);
    expect(await totals('from=2026-02-11&to=2026-02-11')).toEqual([1, '50.00', 0, 0]);
  });

  /** In how many transactions the operator's sums of a span of time were written. */
  const transactionsOf = async (since: string, end: string): Promise<number> => {
    const [row] = await app.database.query<{ count: number }>(
      `SELECT count(DISTINCT xmin::text)::integer AS count FROM payment_sums
        WHERE user_id = $1 AND starts_at >= $2 AND starts_at < $3`,
      [shop.userId, since, end],
    );
    return row?.count ?? 0;
  };

  it('catch up with thousands of changes in several transactions', async () => {
    const january = 'from=2026-01-01&to=2026-01-31';
    const span = ['2026-01-01', '2026-02-01'] as const;
    await foldAll(app);
    const made = Array.from({ length: 7_000 }, (_, index) =>
      new Date(Date.parse('2026-01-02T00:00:00Z') + index * 300_000).toISOString(),
    );
    await insertReported(
      app,
      shop,
      made.map((createdAt) => ({
        ...{ createdAt, completedAt: createdAt, amount: 5_000 },
        status: 'completed' as const,
      })),
    );
    expect(await changes()).toBe(7_000);
    await foldAll(app);
    expect(await changes()).toBe(0);
    expect(await transactionsOf(...span)).toBeGreaterThan(1);
    expect(await totals(january)).toEqual([7_000, '350000.00', 7_000, 0]);
  });

  it('catch up with days in which nobody has folded, a day at most in each transaction', async () => {
    const may = 'from=2026-05-01&to=2026-05-31';
    await foldAll(app);
    for (let day = 10; day < 20; day += 1) await insert(`2026-05-${day}T09:00:00Z`);
    await app.database.query(`UPDATE payment_sum_progress SET folded_until = '2026-05-09T21:00Z'`);
    await app.database.query(`DELETE FROM payment_sums WHERE starts_at >= '2026-05-09T21:00Z'`);
    await foldAll(app);
    expect(await transactionsOf('2026-05-10', '2026-05-20')).toBeGreaterThanOrEqual(10);
    expect(await totals(may)).toEqual([10, '500.00', 10, 0]);
  });

  it('catch up in smaller steps where a week takes too long', async () => {
    await foldAll(app);
    // As if no statement could fold more than two days in time.
    await app.database.query(`
      CREATE FUNCTION take_too_long() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF (SELECT max(starts_at) - min(starts_at) > interval '2 days' FROM folded) THEN
          RAISE EXCEPTION USING ERRCODE = 'query_canceled';
        END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER take_too_long AFTER INSERT ON payment_sums
        REFERENCING NEW TABLE AS folded FOR EACH STATEMENT EXECUTE FUNCTION take_too_long()`);
    try {
      await app.database.query(`UPDATE payment_sum_progress SET folded_from = '2026-01-31T21:00Z'`);
      await app.database.query(`DELETE FROM payment_sums WHERE starts_at < '2026-01-31T21:00Z'`);
      await foldAll(app);
    } finally {
      await app.database.query('DROP FUNCTION take_too_long CASCADE');
    }
    expect(await transactionsOf('2026-01-01', '2026-01-31')).toBeGreaterThan(10);
    expect(await foldingOf(app).check(400, 50)).toBe(0);
  });

  it('count each sale once, whoever folds while it is written', async () => {
    const fold = async (server: TestApp, isOver: () => boolean): Promise<void> => {
      while (!isOver()) await foldingOf(server).fold();
    };
    let isOver = false;
    const [earlier] = await totals();
    const folding = [app, twin].map((server) => fold(server, () => isOver));
    try {
      for (let made = 1; made <= 30; made += 1) {
        await insert(new Date(Date.parse(LONG_AGO) + made * 600_000).toISOString());
        expect((await totals())[0]).toBe(Number(earlier) + made);
        expect((await totals(`${SPAN}&by=package`))[0]).toBe(Number(earlier) + made);
      }
    } finally {
      isOver = true;
    }
    await Promise.all(folding);
    await foldAll(app);
    expect((await totals())[0]).toBe(Number(earlier) + 30);
  });

  it('cost a sale nothing in the hour in which it is made', async () => {
    const hourOf = (): number => Math.floor(Date.now() / 3_600_000);
    let hour: number;
    let noted: number;
    do {
      await app.database.query('DELETE FROM payment_sum_changes');
      hour = hourOf();
      const sold = await aPromptOut(app, shop);
      await deliver(app, paidEvent(sold, shop));
      noted = await changes();
    } while (hour !== hourOf());
    expect(noted).toBe(0);
  });

  it('wait for a transaction that may still write a payment into an hour', async () => {
    await foldAll(app);
    const untilOf = async (): Promise<Date> => {
      const [row] = await app.database.query<{ until: Date }>(
        'SELECT folded_until AS until FROM payment_sum_progress',
      );
      return row?.until ?? new Date(0);
    };
    const before = await untilOf();
    const today = `from=${new Date(Date.now() - 3_600_000).toISOString()}&to=2100-01-01`;
    const [sales] = await totals(today);
    const late = new Client({ connectionString: database.url });
    await late.connect();
    try {
      await late.query('BEGIN');
      await late.query(
        `INSERT INTO payments
           (id, user_id, router_id, package_id, phone_number, phone_e164, amount_minor, currency,
            payment_method, payment_provider, status, package_name, duration_hours,
            download_speed_mbps, upload_speed_mbps, created_at, completed_at, package_expiry_time)
         VALUES (gen_random_uuid(), $1, $2, $3, '0711000000', '+254711000000', 5000, 'KES',
                 'mpesa', 'instasend', 'completed', 'P', 1, 1, 1, clock_timestamp(),
                 clock_timestamp(), clock_timestamp())`,
        [shop.userId, shop.routerId, shop.packageId],
      );
      // As if two hours had passed since.
      await app.database.query(
        `UPDATE payment_sum_progress
            SET barrier_at = now() + interval '2 hours', barrier_xid = pg_current_xact_id()::text`,
      );
      await foldingOf(app).fold();
      await foldingOf(twin).fold();
      expect(await untilOf()).toEqual(before);
      await late.query('COMMIT');
    } finally {
      await late.end();
    }
    await until(
      'the hour is folded',
      async () => {
        await foldingOf(app).fold();
        return untilOf();
      },
      (folded) => folded.getTime() > Date.now(),
    );
    expect((await totals(today))[0]).toBe(Number(sales) + 1);
    const [folded] = await app.database.query<{ count: number }>(
      `SELECT sum(sales)::integer AS count FROM payment_sums
        WHERE user_id = $1 AND dimension = 'all' AND starts_at > now() - interval '2 hours'`,
      [shop.userId],
    );
    // Of this hour, and of the one before if it has ended meanwhile.
    expect(folded?.count).toBe(Number(sales) + 1);
  });
});
