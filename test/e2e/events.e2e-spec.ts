import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';
import { EventFollower, type EventPage, typesOf } from '../support/events.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { aFailedPrompt, retried } from '../support/retrying.js';
import { aPhone, checkStatus, createLink, initiate } from '../support/selling.js';
import { anOperator, aShop, type Shop } from '../support/shop.js';
import { until } from '../support/until.js';
import { aPromptOut, deliver, failedEvent, paidEvent } from '../support/webhooks.js';

describe('the events of an operator', () => {
  let database: TestDatabase;
  let app: TestApp;
  let shop: Shop;
  let follower: EventFollower;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startTestApp({ databaseUrl: database.url });
    shop = await aShop(app);
  });
  afterAll(async () => {
    await app.stop();
    await database.drop();
  });
  beforeEach(async () => {
    follower = await EventFollower.from(app, shop, 'payment.');
  });

  const answered = async (cursor: string): Promise<number> =>
    (await app.get(`/events/?after=${cursor}`, shop.token)).status;
  /** Resolves when a cursor is refused: what the server has read a moment ago still counts. */
  const expired = (cursor: string): Promise<number> =>
    until(
      'the cursor is refused',
      () => answered(cursor),
      (status) => status === 410,
    );

  it('tell of a sale: that it began, and that it was paid', async () => {
    const sold = await aPromptOut(app, shop);
    const [created] = await follower.next(1);
    expect(created).toMatchObject({
      type: 'payment.created',
      data: { payment: { id: sold.id, status: 'processing' }, detail: null },
    });
    await deliver(app, paidEvent(sold, shop));
    const [completed] = await follower.next(1);
    expect(completed).toMatchObject({
      type: 'payment.completed',
      data: {
        payment: {
          ...{ id: sold.id, status: 'completed', amount: '50.00', currency: 'KES' },
          mpesa_reference: 'TDL4MADEUP',
          router: { id: shop.routerId, name: 'Cafe' },
        },
      },
    });
    expect(completed?.id).toBeGreaterThan(created?.id ?? Infinity);
  });

  it('tell of a link, and of a sale at another price, which fails at once', async () => {
    await createLink(app, shop).expect(201);
    await initiate(app, shop, { amount: '1.00' }).expect(400);
    expect(typesOf(await follower.next(3))).toEqual([
      'payment.created',
      'payment.created',
      'payment.failed',
    ]);
  });

  it('tell of a retry', async () => {
    const failed = await aFailedPrompt(app, shop);
    const again = await retried(app, shop, failed);
    await deliver(app, paidEvent(again, shop, { mpesa_reference: 'TDL4RETRIED' }));
    expect(typesOf(await follower.next(4))).toEqual([
      'payment.created',
      'payment.failed',
      'payment.retried',
      'payment.completed',
    ]);
  });

  it('tell of a payment that a check of the customer completes', async () => {
    const phone = aPhone();
    app.simulator.control.addOutcome({ outcome: 'success', phone: phone.slice(1) });
    const { body } = await initiate(app, shop, { phone_number: phone }).expect(201);
    await app.simulator.control.advance(60_000);
    await checkStatus(app, shop, body.payment.id).expect(200);
    expect(typesOf(await follower.next(2))).toEqual(['payment.created', 'payment.completed']);
  });

  it('tell of reviews with their reason, and of what an operator does by hand', async () => {
    const sold = await aPromptOut(app, shop);
    await deliver(app, paidEvent(sold, shop, { mpesa_reference: 'TDL4REVIEW' }));
    const updated_at = '2026-01-01T15:02:00+03:00';
    await deliver(app, failedEvent(sold, shop, { updated_at }));
    const reason = { reason: 'Seen on the statement' };
    await app.post(`/payments/${sold.id}/mark-completed/`, reason, shop.token).expect(200);
    const other = await aPromptOut(app, shop);
    await app.post(`/payments/${other.id}/mark-failed/`, reason, shop.token).expect(200);
    await app.post(`/payments/${other.id}/mark-completed/`, reason, shop.token).expect(200);

    const events = await follower.next(7);
    expect(events.map(({ type, data }) => [type, data.payment?.id, data.detail])).toEqual([
      ['payment.created', sold.id, null],
      ['payment.completed', sold.id, null],
      ['payment.review', sold.id, 'failed_after_complete'],
      ['payment.review_closed', sold.id, null],
      ['payment.created', other.id, null],
      ['payment.failed', other.id, null],
      ['payment.completed', other.id, null],
    ]);
  });

  it('are none of what changes nothing', async () => {
    const sold = await aPromptOut(app, shop);
    const event = paidEvent(sold, shop, { mpesa_reference: 'TDL4TWICE' });
    await deliver(app, event);
    await follower.next(2);
    await deliver(app, event);
    await app.post(`/payments/${sold.id}/mark-failed/`, { reason: 'No' }, shop.token).expect(409);
    const last = await aPromptOut(app, shop);
    const events = await follower.next(1);
    expect(events.map(({ data }) => data.payment?.id)).toEqual([last.id]);
  });

  it('are none of a sale that is rolled back', async () => {
    const phone = { phone_number: aPhone() };
    app.simulator.control.addOutcome({
      outcome: 'never_finishes',
      phone: phone.phone_number.slice(1),
    });
    const { body } = await initiate(app, shop, phone).expect(201);
    await initiate(app, shop, phone).expect(200);
    const last = await aPromptOut(app, shop);
    const events = await follower.next(2);
    expect(events.map(({ data }) => data.payment?.id)).toEqual([body.payment.id, last.id]);
  });

  it('belong to one operator', async () => {
    const stranger = await aShop(app);
    const theirs = await EventFollower.from(app, stranger);
    await aPromptOut(app, shop);
    await follower.next(1);
    const own = await aPromptOut(app, stranger);
    const events = await theirs.next(1);
    expect(events.map(({ data }) => data.payment?.id)).toEqual([own.id]);
    // A cursor is a position among all events, and shows those of whoever asks.
    const { body } = await app.get(`/events/?after=${follower.cursor}`, stranger.token).expect(200);
    expect((body as EventPage).events).toHaveLength(1);
  });

  it('come in answers of the size that is asked for', async () => {
    for (let sales = 0; sales < 5; sales += 1) await aPromptOut(app, shop);
    const whole = await (await cursorAt(follower.cursor)).next(5);
    const pages: EventPage[] = [];
    do pages.push(await follower.page(2));
    while (pages.at(-1)?.has_more);
    expect(pages.map(({ events }) => events.length)).toEqual([2, 2, 1]);
    expect(pages.flatMap(({ events }) => events)).toEqual(whole);
    expect((await follower.page(2)).events).toEqual([]);
  });

  /** Another program that has read up to the same event. */
  const cursorAt = async (cursor: string): Promise<EventFollower> => {
    const other = await EventFollower.from(app, shop);
    Object.assign(other, { at: cursor });
    return other;
  };

  it('wait for a transaction that began earlier and is not over', async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      await client.query('BEGIN');
      await client.query('INSERT INTO events (user_id, type, detail) VALUES ($1, 3, $2)', [
        shop.userId,
        'late',
      ]);
      const sold = await aPromptOut(app, shop);
      expect(await follower.read()).toEqual([]);
      await client.query('COMMIT');
      const events = await follower.next(2);
      expect(events.map(({ data }) => data.detail ?? data.payment?.id)).toEqual(['late', sold.id]);
    } finally {
      await client.end();
    }
  });

  it.each(['x', 'a b', 'A'.repeat(200)])('are refused after %p', async (after) => {
    const { body } = await app
      .get(`/events/?after=${encodeURIComponent(after)}`, shop.token)
      .expect(400);
    expect(body).toMatchObject({
      code: 'validation_failed',
      fields: { after: [expect.any(String)] },
    });
  });

  it('answer 410 to a cursor of eight days ago, and not to one of six', async () => {
    const began = (days: number): Promise<unknown> =>
      app.database.query(
        `UPDATE event_epochs SET began_at = now() - $1 * interval '1 day' WHERE id = $2`,
        [days, epochOf(old)],
      );
    const old = follower.cursor;
    await began(6);
    await until(
      'another epoch has begun',
      async () => epochOf((await follower.page(1)).cursor),
      (epoch) => epoch !== epochOf(old),
    );
    expect(await answered(old)).toBe(200);
    await began(8);
    const { body } = await app.get(`/events/?after=${old}`, shop.token).expect(410);
    expect(body).toMatchObject({ code: 'cursor_expired' });
  });

  it('answer 410 to a cursor that is ahead of the database', async () => {
    const [, epoch = '', id = ''] = partsOf(follower.cursor);
    const ahead = cursorOf(epoch, String(Number(id) + 1_000_000));
    expect(await answered(ahead)).toBe(410);
  });

  it.each([
    ['another cluster', `cluster = 'other'`],
    ['another database of the cluster', `relation = 'other'`],
  ])(
    'answer 410 when the database was restored from a backup of %s',
    async (_where, difference) => {
      await aPromptOut(app, shop);
      await follower.next(1);
      const old = follower.cursor;
      await app.database.query(
        `UPDATE event_epochs SET ${difference}, server_started = server_started - interval '1 hour'`,
      );
      await expired(old);
      const again = await EventFollower.from(app, shop);
      const sold = await aPromptOut(app, shop);
      const events = await again.next(1);
      expect(events.map(({ data }) => data.payment?.id)).toEqual([sold.id]);
      expect(await answered(old)).toBe(410);
    },
  );

  it('answer 410 when the files of the database were put back to before the cursor', async () => {
    const old = follower.cursor;
    await app.database.query('DELETE FROM event_epochs WHERE id = $1', [epochOf(old)]);
    await app.database.query(
      `INSERT INTO event_epochs SELECT gen_random_uuid(), now() - interval '1 hour', cluster, relation,
              server_started - interval '1 hour'
         FROM event_epochs ORDER BY began_at DESC LIMIT 1`,
    );
    await expired(old);
  });

  it('keep the cursors of before a restart of the database server', async () => {
    await app.database.query(
      `UPDATE event_epochs SET server_started = server_started - interval '1 hour'`,
    );
    await aPromptOut(app, shop);
    expect(await follower.next(1)).toHaveLength(1);
  });

  it('are kept for seven days, and removed with their partition', async () => {
    const days = [0, 1, 6, 7, 8, 9];
    await app.database.query('DELETE FROM events');
    for (const day of days) {
      await app.database.query(
        `INSERT INTO events (user_id, type, created_at, slot)
         SELECT $1, 2, now() - $2::integer * interval '1 day',
                ((now() AT TIME ZONE 'UTC')::date - DATE '1970-01-01' - $2::integer) % 10`,
        [shop.userId, day],
      );
    }
    await app.database.query(`SELECT graphile_worker.add_job('clean_up')`);
    await app.idle();
    const left = await app.database.query<{ day: number }>(
      `SELECT (now()::date - created_at::date)::integer AS day FROM events ORDER BY day`,
    );
    expect(left.map(({ day }) => day)).toEqual([0, 1, 6, 7, 8]);
  });

  it('are limited for each login', async () => {
    const limited = await startTestApp({
      databaseUrl: database.url,
      simulator: app.simulator,
      settings: { RATE_LIMIT_SCALE: '0.05' },
    });
    try {
      const operator = await anOperator(app);
      const read = () => limited.get('/events/', operator.token);
      const answers = await until(
        'a request is refused',
        async () => await read(),
        ({ status }) => status === 429,
      );
      expect(answers.body.code).toBe('rate_limited');
      expect(Number(answers.headers['retry-after'])).toBeGreaterThan(0);
      await limited.get('/events/', shop.token).expect(200);
    } finally {
      await limited.stop();
    }
  });
});

const partsOf = (cursor: string): string[] =>
  Buffer.from(cursor, 'base64url').toString().split('|');
const epochOf = (cursor: string): string => partsOf(cursor)[1] ?? '';
const cursorOf = (...parts: string[]): string =>
  Buffer.from(['event', ...parts].join('|')).toString('base64url');
