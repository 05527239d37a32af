import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EntitlementsService } from '../../src/access/entitlements.service.js';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { type Bought, buy, withClaim } from '../support/claims.js';
import { plannedJobs, runPlannedJobs } from '../support/jobs.js';
import { aPhone, createLink, initiate, paymentDetails } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import { until } from '../support/until.js';
import { deliver, paidEvent, type PromptOut } from '../support/webhooks.js';

interface Written {
  readonly payment: string;
  readonly chain: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly code: string;
}

const HOUR = 3_600_000;

/** Ways in which the entitlement of a payment is written after the first try has failed. */
const LATER = ['the sweep comes first', 'the job comes first', 'both come at once'] as const;

describe('a completed payment whose entitlement could not be written', () => {
  let app: TestApp;
  let shop: Shop;
  let first: Bought;
  let phone: string;

  beforeAll(async () => {
    app = await startTestApp();
  });
  beforeEach(async () => {
    app.simulator.control.clearFaults();
    shop = await aShop(app);
    await app.database.query('DELETE FROM graphile_worker._private_jobs');
    app.simulator.control.setWebhook(null, shop.publishableKey);
    phone = aPhone();
    first = await buy(app, shop, { phone_number: phone });
  });
  afterAll(() => app.stop());

  const sweep = (): Promise<void> => app.nest.get(EntitlementsService, { strict: false }).sweep();

  const written = (): Promise<Written[]> =>
    app.database.query<Written>(
      `SELECT e.payment_id AS payment, first.payment_id AS chain, e.starts_at AS "startsAt",
              e.ends_at AS "endsAt", e.access_code AS code
         FROM entitlements e JOIN entitlements first ON first.id = e.chain_id
        WHERE e.user_id = $1 ORDER BY e.starts_at`,
      [shop.userId],
    );

  /** Lets every entitlement fail meanwhile. */
  async function whileBroken<T>(work: () => Promise<T>): Promise<T> {
    await app.database.query(
      'ALTER TABLE entitlements ADD CONSTRAINT broken CHECK (false) NOT VALID',
    );
    try {
      return await work();
    } finally {
      await app.database.query('ALTER TABLE entitlements DROP CONSTRAINT broken');
    }
  }

  /** A purchase whose customer has paid, and which has no entitlement yet. */
  async function overlooked(of: string, headers = shop.portal): Promise<string> {
    app.simulator.control.addOutcome({ outcome: 'never_finishes', phone: of.slice(1) });
    const sale = shop.saleRequest({ phone_number: of });
    const { body } = await app.post('/payments/intasend/initiate/', sale, headers).expect(201);
    const id = String(body.payment.id);
    const sold: PromptOut = {
      id,
      reference: `${id}-1`,
      invoiceId: String(body.intasend.invoice_id),
    };
    await whileBroken(() => deliver(app, paidEvent(sold, shop)));
    expect(await plannedJobs(app)).toContainEqual(
      expect.objectContaining({ task: 'repeat_subscriber' }),
    );
    return id;
  }

  /** Runs the sweep and the job while the chain is locked, so that both wait for it. */
  async function bothAtOnce(): Promise<void> {
    let both: Promise<unknown> | undefined;
    await app.database.transaction(async (tx) => {
      await tx.query('SELECT FROM entitlements WHERE user_id = $1 FOR UPDATE', [shop.userId]);
      both = Promise.all([sweep(), runPlannedJobs(app)]);
      const waiting = (): Promise<unknown[]> =>
        app.database.query(`SELECT pid FROM pg_stat_activity
                             WHERE datname = current_database() AND wait_event_type = 'Lock'`);
      await until('both wait', waiting, ({ length }) => length === 2);
    });
    await both;
  }

  const later = {
    'the sweep comes first': async () => {
      await sweep();
      await runPlannedJobs(app);
    },
    'the job comes first': async () => {
      await runPlannedJobs(app);
      await sweep();
    },
    'both come at once': bothAtOnce,
  } satisfies Record<(typeof LATER)[number], () => Promise<void>>;

  it.each(LATER)('continues the chain of its phone when %s', async (when) => {
    const second = await overlooked(phone);
    await later[when]();
    const [one, two, ...others] = await written();
    expect(others).toEqual([]);
    expect(two).toMatchObject({ payment: second, chain: first.id, code: one?.code });
    expect(two?.startsAt).toEqual(one?.endsAt);
    expect(Number(two?.endsAt) - Number(two?.startsAt)).toBe(
      Number(one?.endsAt) - Number(one?.startsAt),
    );
  });

  it.each(LATER)('continues the chain of the claim that came with it when %s', async (when) => {
    const second = await overlooked(aPhone(), withClaim(shop, first.claim));
    await later[when]();
    const [one, two, ...others] = await written();
    expect(others).toEqual([]);
    expect(two).toMatchObject({ payment: second, chain: first.id });
    expect(two?.startsAt).toEqual(one?.endsAt);
  });

  it.each(LATER)('has its place behind a later purchase when %s', async (when) => {
    const second = await overlooked(phone);
    const third = await buy(app, shop, { phone_number: phone });
    await later[when]();
    const links = await written();
    expect(links.map(({ payment }) => payment)).toEqual([first.id, third.id, second]);
    expect(new Set(links.map(({ chain }) => chain))).toEqual(new Set([first.id]));
    expect(links.slice(1).map(({ startsAt }) => startsAt)).toEqual(
      links.slice(0, -1).map(({ endsAt }) => endsAt),
    );
  });

  it('gets a code of its own from the sweep when the operator has marked it', async () => {
    app.simulator.control.addOutcome({ outcome: 'never_finishes', phone: phone.slice(1) });
    const { body } = await initiate(app, shop, { phone_number: phone }).expect(201);
    const marked = String(body.payment.id);
    const mark = `/payments/${marked}/mark-completed/`;
    await whileBroken(() => app.post(mark, { reason: 'Cash' }, shop.token).expect(200));
    await sweep();
    expect(await written()).toContainEqual(
      expect.objectContaining({ payment: marked, chain: marked }),
    );
  });

  it('gets a code of its own from the sweep when it was paid by a link', async () => {
    const { body } = await createLink(app, shop, { phone_number: phone }).expect(201);
    const id = String(body.payment.id);
    const sold = { id, reference: `${id}-1`, invoiceId: randomHex(6) };
    await whileBroken(() => deliver(app, paidEvent(sold, shop)));
    await sweep();
    expect(await written()).toContainEqual(expect.objectContaining({ payment: id, chain: id }));
  });

  it('begins at its completion when a server without access sold it, or it was imported', async () => {
    const second = await overlooked(phone, withClaim(shop, first.claim));
    await app.database.query(
      `UPDATE payments SET device_limit = NULL, package_expiry_time = completed_at + interval '40 hours'
        WHERE id = $1`,
      [second],
    );
    await sweep();
    await runPlannedJobs(app);
    const { completed_at } = await paymentDetails(app, shop, second);
    const completedAt = Date.parse(String(completed_at));
    expect(await written()).toContainEqual(
      expect.objectContaining({
        payment: second,
        chain: second,
        startsAt: new Date(completedAt),
        endsAt: new Date(completedAt + 40 * HOUR),
      }),
    );
  });
});
