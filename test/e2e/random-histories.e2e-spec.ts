import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type EventSource } from '../../src/payments/domain/history.js';
import { SettlementService } from '../../src/payments/settle/settlement.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { insertPayment, asStored, storedPayment, retryStored } from '../support/stored-payment.js';
import { aModelPayment, type ModelPayment, second } from '../support/model-payment.js';
import {
  isFullSuccess,
  MAX_ATTEMPTS,
  type Step,
  stepsOf,
  take,
} from '../support/event-arbitrary.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { aShop, type Shop } from '../support/shop.js';

const CHANNELS = fc.constantFrom('prompt' as const, 'link' as const);
const SOURCES = fc.infiniteStream(
  fc.constantFrom<EventSource>(
    'provider',
    'webhook',
    'check',
    'reconciliation',
    'operator',
    'expiry',
  ),
);
const LABEL = 'P';

describe('random histories of events in PostgreSQL', () => {
  let database: TestDatabase;
  let servers: readonly [TestApp, TestApp];
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startTestApp({ databaseUrl: database.url });
    const twin = await startTestApp({ databaseUrl: database.url, simulator: app.simulator });
    servers = [app, twin];
    shop = await aShop(app);
  });
  afterAll(async () => {
    for (const server of [...servers].reverse()) await server.stop();
    await database.drop();
  });

  /** Tells one server the steps, one after the other. */
  async function play(
    server: TestApp,
    id: string,
    steps: readonly Step[],
    sources: Iterator<EventSource>,
  ): Promise<void> {
    const settlement = server.nest.get(SettlementService, { strict: false });
    for (const step of steps) {
      if (step.kind === 'retry') {
        await retryStored(server, id, MAX_ATTEMPTS);
        continue;
      }
      const { attempt, event } = step;
      const source = sources.next().value as EventSource;
      await settlement.apply(id, attempt, event, source).catch((error: unknown) => {
        // The first attempt is always there; the others may come later, or not at all.
        if (attempt === 1 || !/has no attempt/.test(String(error))) throw error;
      });
    }
  }

  /** What is true of a payment however it has come about. */
  async function expectSound(id: string, told: readonly Step[]): Promise<void> {
    const kept = (await storedPayment(app, id)) as unknown as Kept;
    const beginnings = kept.history.filter(({ from, to }) => from !== to && to === 'completed');
    expect(beginnings.length).toBeLessThanOrEqual(1);
    expect(kept.history.filter(({ from, to }) => from === 'completed' && to !== from)).toEqual([]);
    expect(kept.status === 'completed').toBe(beginnings.length === 1);
    kept.history.reduce((status, { from, to }, line) => {
      // A retry reopens a failed payment and is told by nobody here.
      if (line > 0 && !(status === 'failed' && from === 'pending')) expect(from).toBe(status);
      return to;
    }, 'pending');

    // Money that was taken has completed the payment, or is or was reviewed.
    for (const invoice of paidInvoices(told)) {
      const isPayer = kept.status === 'completed' && kept.paidInvoiceId === invoice;
      const isKnown = kept.reviewReason !== null || kept.contradictions.length > 0;
      expect({ invoice, isAccountedFor: isPayer || isKnown }).toEqual({
        invoice,
        isAccountedFor: true,
      });
    }
  }

  it('end as the rules alone say, whatever the source of the events', async () => {
    const histories = fc.tuple(CHANNELS, stepsOf(LABEL, 12), SOURCES);
    await fc.assert(
      fc.asyncProperty(histories, async ([channel, generated, sources]) => {
        const id = await insertPayment(app, shop, channel);
        const steps = generated.map((step) => renamed(step, id));
        await play(app, id, steps, sources);
        expect(await storedPayment(app, id)).toEqual(asStored(played(channel, steps)));
        await expectSound(id, steps);
      }),
      { numRuns: 100 },
    );
  });

  it('end like one of their orders when two servers receive them at once', async () => {
    const histories = fc.tuple(CHANNELS, stepsOf(LABEL, 3), stepsOf(LABEL, 4), stepsOf(LABEL, 4));
    await fc.assert(
      fc.asyncProperty(histories, SOURCES, async ([channel, ...generated], sources) => {
        const id = await insertPayment(app, shop, channel);
        const [before, left, right] = generated.map((steps) =>
          steps.map((step) => renamed(step, id)),
        ) as [Step[], Step[], Step[]];
        await play(app, id, before, sources);
        await Promise.all([
          play(servers[0], id, left, sources),
          play(servers[1], id, right, sources),
        ]);
        const kept = JSON.stringify(await storedPayment(app, id));
        const orders = interleavings(left, right).map((order) => [...before, ...order]);
        const possible = orders.map((order) => JSON.stringify(asStored(played(channel, order))));
        expect(possible.map((each) => reordered(each))).toContain(reordered(kept));
        await expectSound(id, [...before, ...left, ...right]);
      }),
      { numRuns: 100 },
    );
  });

  it('never move an expiry once it is set', async () => {
    const histories = fc.tuple(CHANNELS, stepsOf(LABEL, 10), SOURCES);
    await fc.assert(
      fc.asyncProperty(histories, async ([channel, generated, sources]) => {
        const id = await insertPayment(app, shop, channel);
        const seen = new Set<string>();
        for (const step of generated) {
          await play(app, id, [renamed(step, id)], sources);
          const [row] = await app.database.query<{ at: Date | null; until: Date | null }>(
            'SELECT completed_at AS at, package_expiry_time AS until FROM payments WHERE id = $1',
            [id],
          );
          if (row?.at) seen.add(`${row.at.toISOString()} ${row.until?.toISOString() ?? ''}`);
        }
        expect(seen.size).toBeLessThanOrEqual(1);
      }),
      { numRuns: 50 },
    );
  });

  describe('leave lines that the database itself', () => {
    it.each([
      ['edit', `UPDATE payment_history SET event = 'completed'`],
      ['take away', 'DELETE FROM payment_history'],
      ['take away with their payment', 'DELETE FROM payments'],
      ['take away all at once', 'TRUNCATE payment_history CASCADE'],
    ])('lets nobody %s', async (_what, statement) => {
      await play(
        app,
        await insertPayment(app, shop, 'prompt'),
        [EXPIRED],
        ['expiry' as const].values(),
      );
      await expect(app.database.query(statement)).rejects.toThrow('append-only');
    });
  });
});

const EXPIRED: Step = { kind: 'event', attempt: 1, event: { kind: 'expired' } };

interface Kept {
  readonly status: string;
  readonly reviewReason: string | null;
  readonly paidInvoiceId: string | null;
  readonly contradictions: readonly string[];
  readonly history: readonly { readonly from: string; readonly to: string }[];
}

/** The invoices of the first attempt, which is always there, that were told to be paid in full. */
function paidInvoices(told: readonly Step[]): Set<string> {
  return new Set(
    told.flatMap((step) =>
      step.kind === 'event' &&
      step.attempt === 1 &&
      step.event.kind === 'report' &&
      isFullSuccess(step.event)
        ? [step.event.report.invoiceId]
        : [],
    ),
  );
}

/** What the rules alone make of a history. */
function played(channel: 'prompt' | 'link', steps: readonly Step[]): ModelPayment {
  return steps.reduce(
    (model, step, index) => take(model, step, second(100 + index)),
    aModelPayment(channel),
  );
}

/** The same step about invoices that no other payment has. */
function renamed(step: Step, id: string): Step {
  if (step.kind === 'retry') return step;
  const own = (invoiceId: string): string => invoiceId.replace(LABEL, id);
  const { event } = step;
  if (event.kind === 'report') {
    const { report } = event;
    const named = { ...report, invoiceId: own(report.invoiceId) };
    return { ...step, event: { kind: 'report', report: named } };
  }
  if (event.kind === 'accepted' && event.acceptance.invoiceId !== null) {
    const { acceptance } = event;
    const named = { ...acceptance, invoiceId: own(acceptance.invoiceId ?? '') };
    return { ...step, event: { kind: 'accepted', acceptance: named } };
  }
  return step;
}

/** Every order in which two series can happen without changing the order within either. */
function interleavings(left: readonly Step[], right: readonly Step[]): Step[][] {
  const [first, ...restOfLeft] = left;
  const [other, ...restOfRight] = right;
  if (first === undefined) return [[...right]];
  if (other === undefined) return [[...left]];
  return [
    ...interleavings(restOfLeft, right).map((order) => [first, ...order]),
    ...interleavings(left, restOfRight).map((order) => [other, ...order]),
  ];
}

/** The same JSON with its keys in order, so that texts can be compared. */
const reordered = (text: string): string => JSON.stringify(sorted(JSON.parse(text) as unknown));

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]));
}
