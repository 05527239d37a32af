import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Pool } from 'pg';
import { aMac } from '../support/access-rows.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { insertTicket, RadiusFunctions } from '../support/radius-functions.js';
import { aPhone } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import { aPromptOut, paidEvent, type PromptOut, WEBHOOK_PATH } from '../support/webhooks.js';

const RUNS = 8;
const LINKS = 3;
const ADDRESS = '10.77.0.9';

/** What happens to a chain; `link` is the place of the entitlement that an operator has in view. */
type Act =
  | { readonly kind: 'purchase' | 'login' | 'ticket' | 'remove' | 'attach' | 'disconnect' }
  | { readonly kind: 'extend'; readonly link: number; readonly minutes: number }
  | { readonly kind: 'revoke'; readonly link: number };

interface Link {
  readonly id: string;
  readonly chain: string;
  readonly start: number;
  readonly end: number;
  readonly isRevoked: boolean;
  /** The minutes that were sold, and those that were added. */
  readonly minutes: number;
  readonly added: number;
}

interface Line {
  readonly link: string;
  readonly event: string;
  readonly end: number;
  readonly becauseOfRevoke: boolean;
}

const acts: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('purchase', 'login', 'ticket', 'remove', 'attach', 'disconnect'),
  }),
  fc.record({
    kind: fc.constant('extend'),
    link: fc.nat(LINKS - 1),
    minutes: fc.integer({ min: 1, max: 600 }),
  }),
  fc.record({ kind: fc.constant('revoke'), link: fc.nat(LINKS - 1) }),
);

describe('a chain that is extended, revoked, bought and used at the same moment', () => {
  let database: TestDatabase;
  let pool: Pool;
  let app: TestApp;
  let shop: Shop;
  let radius: RadiusFunctions;

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.url, max: 4 });
    app = await startTestApp({
      databaseUrl: database.url,
      settings: { RATE_LIMIT_SCALE: '1000' },
    });
    shop = await aShop(app);
    await pool.query(
      `UPDATE routers SET access_method = 'radius', nas_address = $2 WHERE id = $1`,
      [shop.routerId, ADDRESS],
    );
    const { routerId, userId } = shop;
    radius = new RadiusFunctions(pool, { routerId, userId, address: ADDRESS, secret: '' });
  });
  afterAll(async () => {
    await app.stop();
    await pool.end();
    await database.drop();
  });

  /**
   * A prompt on the phone. A device that differs keeps it from counting as a double tap; it is taken
   * away again, because a purchase continues a chain only for a device of the chain.
   */
  const prompt = async (phone: string): Promise<PromptOut> => {
    app.simulator.control.addOutcome({ outcome: 'never_finishes', phone: phone.slice(1) });
    const sold = await aPromptOut(app, shop, { phone_number: phone, mac_address: aMac() });
    await pool.query(`UPDATE payments SET mac_address = '' WHERE id = $1`, [sold.id]);
    return sold;
  };
  const pay = async (sold: PromptOut): Promise<number> =>
    (
      await app.post(
        WEBHOOK_PATH,
        paidEvent(sold, shop, { mpesa_reference: `T${sold.id.slice(-9)}` }),
      )
    ).status;

  async function linksOf(phone: string): Promise<Link[]> {
    const { rows } = await pool.query<Link>(
      `SELECT e.id, e.chain_id AS chain, (extract(epoch FROM e.starts_at) * 1000)::float8 AS start,
              (extract(epoch FROM e.ends_at) * 1000)::float8 AS "end",
              e.revoked_at IS NOT NULL AS "isRevoked", e.duration_minutes AS minutes,
              (SELECT coalesce(sum((h.evidence->>'minutes')::integer), 0)::integer
                 FROM entitlement_history h
                WHERE h.entitlement_id = e.id AND h.event = 'extended') AS added
         FROM entitlements e JOIN payments p ON p.id = e.payment_id
        WHERE p.phone_e164 = $1 ORDER BY e.starts_at, e.ends_at, e.created_at`,
      [`+254${phone.slice(1)}`],
    );
    return rows;
  }

  async function historyOf(links: readonly Link[]): Promise<Line[]> {
    const { rows } = await pool.query<Line>(
      `SELECT entitlement_id AS link, event, (extract(epoch FROM ends_at) * 1000)::float8 AS "end",
              evidence ? 'revoked' AS "becauseOfRevoke"
         FROM entitlement_history
        WHERE entitlement_id = ANY ($1) AND ends_at IS NOT NULL ORDER BY id`,
      [links.map(({ id }) => id)],
    );
    return rows;
  }

  const operate = async (path: string, body: object): Promise<number> =>
    (await app.post(`/access/entitlements/${path}`, body, shop.token)).status;

  it('has neither a gap nor an overlap, and only a revocation moves an end forward', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(acts, { minLength: 4, maxLength: 12 }), async (all) => {
        const phone = aPhone();
        for (let bought = 0; bought < LINKS; bought += 1) {
          expect(await pay(await prompt(phone))).toBe(200);
          await app.idle();
        }
        const sold = await linksOf(phone);
        expect(new Set(sold.map(({ chain }) => chain)).size).toBe(1);
        const { rows } = await pool.query<{ code: string }>(
          'SELECT access_code AS code FROM entitlements WHERE id = $1',
          [sold[0]?.chain],
        );
        const code = rows[0]?.code ?? '';
        const mac = aMac();
        await radius.login(code, mac);
        const prompts = await Promise.all(
          all.map(async ({ kind }) => (kind === 'purchase' ? prompt(phone) : null)),
        );

        const chain = { id: sold[0]?.id ?? '', chainId: sold[0]?.chain ?? '', code };
        const tickets = await Promise.all(all.map(() => insertTicket(pool, chain, { mac })));

        const perform = async (act: Act, place: number): Promise<number> => {
          const id = sold['link' in act ? act.link : 0]?.id ?? '';
          const reason = { reason: 'A race' };
          switch (act.kind) {
            case 'purchase':
              return pay(prompts[place] as PromptOut);
            case 'extend':
              return operate(`${id}/extend/`, { minutes: act.minutes, ...reason });
            case 'revoke':
              return operate(`${id}/revoke/`, reason);
            case 'attach':
              return operate(`${id}/devices/`, { mac_address: aMac() });
            case 'disconnect':
              return operate(`${id}/disconnect/`, {});
            case 'remove': {
              const path = `${app.url}/access/entitlements/${id}/devices/${mac}/`;
              return (await fetch(path, { method: 'DELETE', headers: shop.token })).status;
            }
            case 'ticket':
              await radius.login(tickets[place] ?? '', mac);
              return 200;
            case 'login':
              await radius.login(code, mac);
              return 200;
          }
        };
        const statuses = await Promise.all(all.map(perform));
        await app.idle();
        for (const status of statuses) expect([200, 204, 404, 409]).toContain(status);

        const links = await linksOf(phone);
        const purchases = all.filter(({ kind }) => kind === 'purchase').length;
        expect(links).toHaveLength(LINKS + purchases);
        for (const chain of new Set(links.map((link) => link.chain))) {
          const left = links.filter((link) => link.chain === chain && !link.isRevoked);
          const gaps = left.slice(1).map(({ start }, index) => start - (left[index]?.end ?? 0));
          expect(gaps).toEqual(gaps.map(() => 0));
          for (const { start, end, minutes, added } of left) {
            expect(end - start).toBe((minutes + added) * 60_000);
          }
        }
        const ends = new Map<string, number>();
        for (const { link, event, end, becauseOfRevoke } of await historyOf(links)) {
          const before = ends.get(link);
          if (before !== undefined && end < before) {
            expect([event, becauseOfRevoke]).toEqual(['moved', true]);
          }
          ends.set(link, end);
        }
        for (const { id, end } of links) expect(ends.get(id)).toBe(end);
        // Whoever has access left can log in.
        const isLeft = links.some((link) => link.chain === sold[0]?.chain && !link.isRevoked);
        const { reason } = await radius.login(code, mac);
        expect(reason).toBe(isLeft ? null : 'revoked');
      }),
      { numRuns: RUNS },
    );
  });
});
