import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { startTestApp, type TestApp } from '../support/app.js';
import { anOperator, aShop, type Shop } from '../support/shop.js';
import { aPhone, initiate, paymentOf, paymentDetails } from '../support/selling.js';

interface Listed {
  readonly results: readonly Record<string, unknown>[];
  readonly next: string | null;
  readonly previous: string | null;
}

describe('the list of payments', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    shop = await aShop(app);
  });

  /** Sells so many times; gives the payments' ids, newest first. */
  async function sold(times: number): Promise<unknown[]> {
    const ids: unknown[] = [];
    for (let sale = 0; sale < times; sale += 1) {
      const answer = await initiate(app, shop, { phone_number: aPhone() }).expect(201);
      ids.unshift(answer.body.payment.id);
    }
    return ids;
  }

  /** Copies a payment, with its attempt, so many times. */
  async function copy(id: unknown, times: number): Promise<void> {
    await app.database.query(
      `WITH copies AS (
              INSERT INTO payments
              SELECT (jsonb_populate_record(one,
                       jsonb_build_object('id', gen_random_uuid(), 'created_at', now()))).*
                FROM payments one, generate_series(1, $2::integer)
               WHERE one.id = $1
              RETURNING id, user_id
            )
       INSERT INTO payment_attempts (payment_id, number, user_id, reference, channel, provider, environment)
       SELECT id, 1, user_id, id || '-1', 'prompt', 'instasend', 'sandbox' FROM copies`,
      [id, times],
    );
  }

  const list = async (query = ''): Promise<Listed> =>
    (await app.get(`/payments/${query}`, shop.token).expect(200)).body as Listed;

  /** Follows a link of a page as it is. */
  const follow = async (url: string | null): Promise<Listed> => {
    if (url === null) throw new Error('There is no such page');
    return (await request(url).get('').set(shop.token).expect(200)).body as Listed;
  };

  const idsOf = ({ results }: Listed): unknown[] => results.map(({ id }) => id);

  it('is empty at first', async () => {
    expect(await list()).toStrictEqual({ results: [], next: null, previous: null });
  });

  it('shows whole payments, the newest first', async () => {
    const ids = await sold(3);
    const page = await list();
    expect(idsOf(page)).toEqual(ids);
    expect(page).toMatchObject({ next: null, previous: null });

    expect(page.results[0]).toStrictEqual(paymentOf(await paymentDetails(app, shop, ids[0])));
  });

  it('can be read forwards and backwards by its own links', async () => {
    const ids = await sold(5);
    const first = await list('?limit=2');
    const second = await follow(first.next);
    const third = await follow(second.next);
    expect([first, second, third].map(idsOf)).toEqual([
      ids.slice(0, 2),
      ids.slice(2, 4),
      ids.slice(4),
    ]);
    expect(first.previous).toBeNull();
    expect(third.next).toBeNull();

    const secondAgain = await follow(third.previous);
    const firstAgain = await follow(secondAgain.previous);
    expect([secondAgain, firstAgain].map(idsOf)).toEqual([ids.slice(2, 4), ids.slice(0, 2)]);
    expect(firstAgain.previous).toBeNull();
    expect(idsOf(await follow(firstAgain.next))).toEqual(ids.slice(2, 4));
  });

  it('links below /api to pages below /api', async () => {
    const ids = await sold(2);
    const first: Listed = (await app.get('/api/payments?limit=1', shop.token).expect(200)).body;
    expect(first.next).toMatch(new RegExp(`^${app.url}/api/payments\\?`));
    expect(idsOf(await follow(first.next))).toEqual(ids.slice(1));
  });

  it('neither repeats nor skips a payment when new ones come in between', async () => {
    const ids = await sold(4);
    const first = await list('?limit=2');
    const newer = await sold(3);
    const second = await follow(first.next);
    expect(idsOf(second)).toEqual(ids.slice(2));
    expect(second.next).toBeNull();

    const back = await follow(second.previous);
    expect(idsOf(back)).toEqual(ids.slice(0, 2));
    const newest = await follow(back.previous);
    expect(idsOf(newest)).toEqual(newer.slice(1));
    expect(idsOf(await follow(newest.previous))).toEqual(newer.slice(0, 1));
  });

  it('shows each payment once when all were made at the same moment', async () => {
    const ids = await sold(5);
    await app.database.query(
      `UPDATE payments SET created_at = '2026-01-01T00:00:00Z' WHERE user_id = $1`,
      [shop.userId],
    );
    const seen: unknown[] = [];
    let page = await list('?limit=2');
    for (; ; page = await follow(page.next)) {
      seen.push(...idsOf(page));
      if (page.next === null) break;
    }
    expect(seen.sort()).toEqual(ids.sort());
  });

  it('ends where the rows end, without a link to an empty page', async () => {
    await sold(2);
    expect((await list('?limit=2')).next).toBeNull();
  });

  it('has 50 payments a page unless asked, and never more than 200', async () => {
    const [id] = await sold(1);
    await copy(id, 204);
    for (const [query, length] of [
      ['', 50],
      ['?limit=', 50],
      ['?limit=1', 1],
      ['?limit=200', 200],
      ['?limit=201', 200],
      ['?limit=99999', 200],
    ] as const) {
      expect((await list(query)).results).toHaveLength(length);
    }
  });

  it.each(['0', '-1', '1.5', 'many', '1e2', '5;DROP'])('refuses limit=%s', async (limit) => {
    const refused = await app
      .get(`/payments/?limit=${encodeURIComponent(limit)}`, shop.token)
      .expect(400);
    expect(refused.body).toStrictEqual({
      error: 'limit must be a whole number above zero.',
      code: 'validation_failed',
      request_id: refused.headers['x-request-id'],
      fields: { limit: ['limit must be a whole number above zero'] },
    });
  });

  it.each([
    ['made up', 'nonsense'],
    ['that names no time', Buffer.from('next|yesterday|x').toString('base64url')],
    [
      'of a list with integer ids',
      Buffer.from('next|2026-01-01T00:00:00Z|7').toString('base64url'),
    ],
    [
      'of a day that does not exist',
      Buffer.from('next|2026-02-30T00:00:00Z|0190a6b2-7c1e-7000-8000-000000000000').toString(
        'base64url',
      ),
    ],
    ['that is very long', 'A'.repeat(5_000)],
  ])('refuses a cursor %s', async (_, cursor) => {
    const refused = await app.get(`/payments/?cursor=${cursor}`, shop.token).expect(400);
    expect(refused.body).toMatchObject({
      code: 'validation_failed',
      fields: { cursor: ['cursor must be taken from next or previous of this list'] },
    });
  });

  it('shows nothing of another operator, whose cursor is of no use either', async () => {
    await sold(3);
    const { next } = await list('?limit=1');
    const stranger = await anOperator(app);
    const empty = await app.get('/payments/', stranger.token).expect(200);
    expect(empty.body.results).toEqual([]);
    const followed = await request(String(next)).get('').set(stranger.token).expect(200);
    expect(followed.body.results).toEqual([]);
  });
});
