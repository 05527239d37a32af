import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Sql } from '../../src/database/database.js';
import {
  type PaymentNotice,
  PaymentSubscribers,
} from '../../src/payments/settle/payment-subscribers.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { runPlannedJobs } from '../support/jobs.js';
import { aPhone, initiate, paymentDetails } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import {
  aPromptOut,
  deliver,
  failedEvent,
  paidEvent,
  type PromptOut,
} from '../support/webhooks.js';

/** What a subscriber of the tests does when it is told something. */
type Handler = (tx: Sql, notice: PaymentNotice) => Promise<void>;

describe('subscribers to payments', () => {
  let app: TestApp;
  let shop: Shop;
  let handle: Handler;
  let handleAtOnce: Handler;
  const KINDS = ['payment_completed', 'payment_failed', 'review_opened', 'review_closed'] as const;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
    await app.database.query('CREATE TABLE told (name text, kind text, payment_id uuid)');
    const subscribers = app.nest.get(PaymentSubscribers, { strict: false });
    subscribers.register({
      ...{ name: 'first', kinds: KINDS, isOneStatement: false },
      handle: (tx, notice) => handle(tx, notice),
    });
    subscribers.register({
      ...{ name: 'second', kinds: KINDS, isOneStatement: true },
      handle: (tx, notice) => handleAtOnce(tx, notice),
    });
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    handle = writeDown('first');
    handleAtOnce = writeDown('second');
    await app.database.query('DELETE FROM told');
    await app.database.query('DELETE FROM graphile_worker._private_jobs');
  });

  const writeDown =
    (name: string): Handler =>
    async (tx, { kind, paymentId }) => {
      await tx.query('INSERT INTO told VALUES ($1, $2, $3)', [name, kind, paymentId]);
    };
  const told = (): Promise<unknown[]> => app.database.query('SELECT name, kind FROM told');
  const repeats = (): Promise<unknown[]> =>
    app.database.query(
      `SELECT task_identifier AS task FROM graphile_worker.jobs WHERE task_identifier = 'repeat_subscriber'`,
    );
  const pay = async (): Promise<PromptOut> => {
    const sold = await aPromptOut(app, shop);
    await deliver(app, paidEvent(sold, shop));
    return sold;
  };
  const failing: Handler = async (tx) => {
    await tx.query('SELECT * FROM a_table_that_is_not_there');
  };

  it('receive the events of a payment in the order of registration', async () => {
    const sold = await pay();
    expect(await told()).toEqual([
      { name: 'first', kind: 'payment_completed' },
      { name: 'second', kind: 'payment_completed' },
    ]);
    await app.database.query('DELETE FROM told');
    const updated_at = '2026-01-01T15:02:00+03:00';
    await deliver(app, failedEvent(sold, shop, { updated_at }));
    expect(await told()).toMatchObject([{ kind: 'review_opened' }, { kind: 'review_opened' }]);
    await app.database.query('DELETE FROM told');
    const reason = { reason: 'Seen on the statement' };
    await app.post(`/payments/${sold.id}/mark-completed/`, reason, shop.token).expect(200);
    expect(await told()).toMatchObject([{ kind: 'review_closed' }, { kind: 'review_closed' }]);
    await app.database.query('DELETE FROM told');
    await deliver(app, failedEvent(await aPromptOut(app, shop), shop));
    expect(await told()).toMatchObject([{ kind: 'payment_failed' }, { kind: 'payment_failed' }]);
  });

  it('receive events in the transaction that settles the payment', async () => {
    let statusInside: unknown;
    handle = async (tx, { paymentId }) => {
      const outside = await app.database.query('SELECT status FROM payments WHERE id = $1', [
        paymentId,
      ]);
      statusInside = outside[0];
      await writeDown('first')(tx, { paymentId, kind: 'payment_completed' } as PaymentNotice);
    };
    const sold = await pay();
    expect(statusInside).toEqual({ status: 'processing' });
    expect((await paymentDetails(app, shop, sold.id)).status).toBe('completed');
  });

  it.each([
    ['one that needs answers', 'first'],
    ['one whose statement is sent together with the commit', 'second'],
  ])('never keep a payment from completing: %s is repeated by a job', async (_what, name) => {
    if (name === 'first') handle = failing;
    else handleAtOnce = failing;
    const other = name === 'first' ? 'second' : 'first';
    const sold = await aPromptOut(app, shop);
    await app.post('/payments/webhook/', paidEvent(sold, shop)).expect(200);
    await app.idle();
    const { status, history } = await paymentDetails(app, shop, sold.id);
    expect(status).toBe('completed');
    expect(history.filter(({ event }) => event === 'completed')).toHaveLength(1);
    expect(await told()).toEqual([{ name: other, kind: 'payment_completed' }]);
    // Its job has been tried and fails as well, for as long as it has reason to.
    expect(await repeats()).toHaveLength(1);

    handle = writeDown('first');
    handleAtOnce = writeDown('second');
    await runPlannedJobs(app);
    expect(await told()).toEqual([
      { name: other, kind: 'payment_completed' },
      { name, kind: 'payment_completed' },
    ]);
    expect(await repeats()).toEqual([]);
    const metrics = (await app.get('/metrics')).text;
    expect(metrics).toMatch(
      new RegExp(`lipafi_subscriber_failures_total.*subscriber="${name}".* [1-9]`),
    );
  });

  it.each<[string, Handler]>([
    [
      'before it sends its statement',
      () => {
        throw new Error('no statement');
      },
    ],
    [
      'before it sends its statement, and later',
      async () => {
        await app.database.query('SELECT 1');
        throw new Error('no statement yet');
      },
    ],
    [
      'because its statement cannot be sent',
      async (tx) => {
        const value = {
          toPostgres: () => {
            throw new Error('no such value');
          },
        };
        await tx.query('SELECT $1', [value]);
      },
    ],
    [
      'after its statement',
      async (tx, notice) => {
        await writeDown('second')(tx, notice);
        throw new Error('too late');
      },
    ],
  ])('are repeated by a job if one of a single statement fails %s', async (_when, handler) => {
    const subscribers = app.nest.get(PaymentSubscribers, { strict: false });
    const areOneStatement = subscribers.areOneStatement.bind(subscribers);
    // As in production, where all are of a single statement.
    subscribers.areOneStatement = () => true;
    handleAtOnce = handler;
    try {
      const sold = await pay();
      const { status, history } = await paymentDetails(app, shop, sold.id);
      expect(status).toBe('completed');
      expect(history.filter(({ event }) => event === 'completed')).toHaveLength(1);
      expect(await repeats()).toHaveLength(1);
      handleAtOnce = writeDown('second');
      await runPlannedJobs(app);
      expect(await told()).toContainEqual({ name: 'second', kind: 'payment_completed' });
      expect(await repeats()).toEqual([]);
    } finally {
      subscribers.areOneStatement = areOneStatement;
    }
  });

  it('leave nothing behind when one that fails has written before', async () => {
    handle = async (tx, notice) => {
      await writeDown('first')(tx, notice);
      throw new Error('second thoughts');
    };
    const sold = await pay();
    expect((await paymentDetails(app, shop, sold.id)).status).toBe('completed');
    expect(await told()).toEqual([{ name: 'second', kind: 'payment_completed' }]);
  });

  it('are not called for a sale that is still open', async () => {
    await initiate(app, shop, { phone_number: aPhone() }).expect(201);
    expect(await told()).toEqual([]);
  });

  it('have names of their own', () => {
    const subscribers = app.nest.get(PaymentSubscribers, { strict: false });
    const again = { name: 'first', kinds: KINDS, isOneStatement: true, handle: failing };
    expect(() => {
      subscribers.register(again);
    }).toThrow('first');
  });
});
