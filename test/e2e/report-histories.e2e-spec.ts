import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { startTestApp, type TestApp } from '../support/app.js';
import { foldAll, foldingOf } from '../support/folded-sums.js';
import {
  figuresOf,
  type Figures,
  type Grouped,
  groupKey,
  groupOf,
  type ModelledPayment,
  wallClock,
} from '../support/model-report.js';
import { insertReported, type ReportedPayment } from '../support/reported-payments.js';
import { aPackage, aRouter, aShop, type Shop } from '../support/shop.js';

/** A day on which clocks are set, or a day like others, in its time zone. */
const PLACES = [
  { zone: 'Africa/Nairobi', day: '2026-11-10' },
  { zone: 'America/New_York', day: '2026-03-08' },
  { zone: 'America/New_York', day: '2026-11-01' },
  { zone: 'Asia/Kathmandu', day: '2026-10-01' },
  { zone: 'Africa/Cairo', day: '2026-04-24' },
  { zone: 'America/Havana', day: '2026-11-01' },
  { zone: 'Australia/Lord_Howe', day: '2026-04-05' },
] as const;
type Place = (typeof PLACES)[number];

const BY: readonly Grouped[] = [
  ...(['hour', 'day', 'week', 'month'] as const),
  ...(['router', 'package', 'provider', 'source'] as const),
];
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Payments are made within two days around the day, at minutes that borders are close to. */
const aMinute = fc.oneof(
  fc.integer({ min: -2_880, max: 2_880 }),
  fc.integer({ min: -8, max: 8 }).map((quarter) => quarter * 15),
  fc.integer({ min: -2, max: 2 }).map((day) => day * 1_440 - 1),
);
const aChoice = fc.nat(3);

type Step =
  | { readonly kind: 'make'; readonly minute: number; readonly what: number }
  | { readonly kind: 'pay' | 'fail' | 'retry' | 'review'; readonly which: number }
  | { readonly kind: 'learn_fee' | 'delete'; readonly which: number }
  | { readonly kind: 'import'; readonly minute: number; readonly what: number }
  | { readonly kind: 'fold' };

const aStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('make'), minute: aMinute, what: aChoice }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('import'), minute: aMinute, what: aChoice }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constantFrom('pay', 'pay', 'fail', 'retry', 'review', 'learn_fee', 'delete'),
      which: fc.nat(50),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('fold') }) },
);

describe('reports of random histories', () => {
  let app: TestApp;
  let shop: Shop;
  let routers: readonly number[];
  let packages: readonly number[];
  let model: Map<string, ModelledPayment & { retries: number }>;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());

  const sql = (text: string, values: unknown[]): Promise<unknown> =>
    app.database.query(text, values);

  async function make(at: Date, what: number, over: Partial<ReportedPayment>): Promise<void> {
    const given: ReportedPayment = {
      ...{ createdAt: at.toISOString(), completedAt: null, status: 'pending' },
      amount: [5_000, 10_001, 33, 999_999][what] ?? 1,
      router: routers[what % 2] ?? 0,
      package: packages[what % 2] ?? 0,
      provider: what === 3 ? 'kopokopo' : 'instasend',
      channel: what === 2 ? 'link' : 'prompt',
      ...over,
    };
    const [id = ''] = await insertReported(app, shop, [given]);
    model.set(id, {
      ...{ id, createdAt: at, status: given.status, amount: given.amount, fee: null, net: null },
      completedAt: given.completedAt === null ? null : new Date(given.completedAt),
      ...{ router: String(given.router), package: String(given.package) },
      provider: given.provider ?? '',
      source: given.completedBy ? 'import' : (given.channel ?? ''),
      ...{ isInReview: false, retries: 0 },
    });
  }

  /** Does a step in the database, as the server's statements would, and in the model. */
  async function take(step: Step, begin: Date): Promise<void> {
    if (step.kind === 'fold') return foldingOf(app).fold();
    if (step.kind === 'make' || step.kind === 'import') {
      const at = new Date(begin.getTime() + step.minute * MINUTE_MS);
      if (step.kind === 'make') return make(at, step.what, {});
      const completedAt = new Date(at.getTime() + 31_000).toISOString();
      const completedBy = { event: 'imported', source: 'import' };
      return make(at, step.what, { completedAt, status: 'completed', completedBy });
    }
    const all = [...model.values()];
    const payment = all[step.which % (all.length || 1)];
    if (!payment) return;
    const { id, status } = payment;
    const isOpen = status === 'pending';
    if (step.kind === 'pay' && status !== 'completed') {
      const by = ['completed', 'marked_completed', 'late_success'][step.which % 3];
      const completedAt = new Date(payment.createdAt.getTime() + (step.which % 5) * 17 * MINUTE_MS);
      await sql(
        `WITH paid AS (
           UPDATE payments SET status = 'completed', completed_at = $2, package_expiry_time = $2
            WHERE id = $1 RETURNING id, user_id, retry_count)
         INSERT INTO payment_history
           (payment_id, user_id, attempt, event, from_status, to_status, source)
         SELECT id, user_id, 1, $3, 'pending', 'completed', 'webhook' FROM paid`,
        [id, completedAt, by],
      );
      const source = by === 'marked_completed' ? 'operator' : payment.source;
      model.set(id, { ...payment, status: 'completed', completedAt, source });
    } else if (step.kind === 'fail' && isOpen) {
      await sql(`UPDATE payments SET status = 'failed' WHERE id = $1`, [id]);
      model.set(id, { ...payment, status: 'failed' });
    } else if (step.kind === 'retry' && status === 'failed') {
      await sql(`UPDATE payments SET status = 'pending' WHERE id = $1`, [id]);
      model.set(id, { ...payment, status: 'pending' });
    } else if (step.kind === 'review') {
      const isInReview = !payment.isInReview;
      const reason = isInReview ? 'amount_mismatch' : null;
      await sql(`UPDATE payments SET review_reason = $2 WHERE id = $1`, [id, reason]);
      model.set(id, { ...payment, isInReview });
    } else if (step.kind === 'learn_fee' && status === 'completed' && payment.fee === null) {
      await sql(`UPDATE payments SET fee_minor = 7, net_minor = 20 WHERE id = $1`, [id]);
      model.set(id, { ...payment, fee: 7, net: 20 });
    } else if (step.kind === 'delete') {
      await sql(`ALTER TABLE payment_history DISABLE TRIGGER USER`, []);
      await sql(`DELETE FROM payments WHERE id = $1`, [id]);
      await sql(`ALTER TABLE payment_history ENABLE TRIGGER USER`, []);
      model.delete(id);
    }
  }

  /** The payments that the API lists. */
  async function listed(): Promise<string[]> {
    const ids: string[] = [];
    let path: string | null = '/payments/?limit=200&status=completed';
    while (path !== null) {
      const { body } = await app.get(path, shop.token).expect(200);
      for (const { id, completed_at: at, amount } of body.results as Listed[]) {
        ids.push(`${id} ${at} ${amount}`);
      }
      const next = body.next as string | null;
      path = next === null ? null : next.slice(app.url.length);
    }
    return ids.toSorted();
  }

  /** Compares every grouping of some days with the model. */
  async function expectReports({ zone, day }: Place, days: number): Promise<void> {
    const last = new Date(new Date(`${day}T00:00:00Z`).getTime() + days * DAY_MS)
      .toISOString()
      .slice(0, 10);
    const payments = [...model.values()];
    const isIn = (at: Date): boolean => {
      const local = wallClock(at, zone).slice(0, 10);
      return local >= day && local <= last;
    };
    const period = `from=${day}&to=${last}&tz=${zone}`;
    for (const by of BY) {
      const { body } = await app
        .get(`/reports/summary/?${period}&by=${by}`, shop.token)
        .expect(200);
      expect([by, body.totals]).toEqual([by, figuresOf(payments, (_, at) => isIn(at))]);
      const seen = new Set(
        payments.flatMap((payment) =>
          [payment.createdAt, payment.completedAt].flatMap((at) =>
            at && isIn(at) ? [groupOf(payment, at, by, zone)] : [],
          ),
        ),
      );
      const groups = new Map<string, Figures[]>();
      for (const group of body.groups as (Figures & { key: string })[]) {
        const { key, label, ...figures } = group;
        expect(label === null).toBe(!['router', 'package', 'provider'].includes(by));
        const name = groupKey(key, by);
        if (figures['sales'] !== 0 || figures['started'] !== 0) {
          groups.set(name, [...(groups.get(name) ?? []), figures]);
        }
      }
      expect([by, [...groups.keys()].toSorted()]).toEqual([by, [...seen].toSorted()]);
      for (const name of seen) {
        const found = groups.get(name) ?? [];
        const wanted = figuresOf(
          payments,
          (payment, at) => isIn(at) && groupOf(payment, at, by, zone) === name,
        );
        // An hour that clocks show twice is two groups.
        if (found.length === 1) expect([by, name, found[0]]).toEqual([by, name, wanted]);
        else expect(found.reduce((all, { sales }) => all + Number(sales), 0)).toBe(wanted['sales']);
      }
    }
  }

  it('say what adding up one payment after the other says, in every time zone', async () => {
    const histories = fc.record({
      place: fc.constantFrom(...PLACES),
      days: fc.nat(2),
      rounds: fc.array(fc.array(aStep, { minLength: 3, maxLength: 12 }), {
        minLength: 1,
        maxLength: 3,
      }),
    });
    await fc.assert(
      fc.asyncProperty(histories, async ({ place, days, rounds }) => {
        shop = await aShop(app);
        routers = [shop.routerId, await aRouter(app, shop)];
        packages = [shop.packageId, await aPackage(app, shop, routers[1] ?? 0)];
        model = new Map();
        const begin = new Date(`${place.day}T05:00:00Z`);
        for (const steps of rounds) {
          for (const step of steps) await take(step, begin);
          await expectReports(place, days);
        }
        const paid = [...model.values()].filter(({ status }) => status === 'completed');
        expect(await listed()).toEqual(
          paid
            .map(
              (p) => `${p.id} ${p.completedAt?.toISOString() ?? ''} ${(p.amount / 100).toFixed(2)}`,
            )
            .toSorted(),
        );
        await foldAll(app);
        await expectReports(place, days);
        expect(await foldingOf(app).check(20_000, 1_000)).toBe(0);
      }),
      { numRuns: 15 },
    );
  });
});

interface Listed {
  readonly id: string;
  readonly completed_at: string;
  readonly amount: string;
}
