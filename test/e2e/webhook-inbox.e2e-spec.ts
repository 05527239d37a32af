import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Headers } from '../support/app.js';
import { plannedJobs } from '../support/jobs.js';
import { aPhone, initiate, paymentDetails } from '../support/selling.js';
import { anOperator, aShop, type Shop } from '../support/shop.js';
import {
  aPromptOut,
  deliver,
  emptyInbox,
  failedEvent,
  paidEvent,
  type PromptOut,
  startWatchedApp,
  storedEvents,
  type WatchedApp,
  WEBHOOK_PATH,
} from '../support/webhooks.js';

const EVENTS = '/payments/webhook-events/';
const PROMPT = '/payment/mpesa-stk-push/';
/** The id of the request that brings an event too early. */
const EARLY = 'early-event';

interface Shown {
  readonly id: number;
  readonly outcome: string;
  readonly payment_id: string | null;
}

describe('the inbox of webhooks', () => {
  let app: WatchedApp;
  let shop: Shop;

  beforeAll(async () => {
    // Answers are held back for as long as a test needs.
    app = await startWatchedApp({ settings: { INTASEND_TIMEOUT_MS: '60000' } });
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    await emptyInbox(app);
    await app.database.query('DELETE FROM graphile_worker._private_jobs');
    shop = await aShop(app);
  });

  const list = async (headers: Headers, query = ''): Promise<readonly Shown[]> => {
    const { body } = await app.get(`${EVENTS}${query}`, headers).expect(200);
    return body.results as Shown[];
  };
  const replay = (id: number | string, headers: Headers) =>
    app.post(`${EVENTS}${id}/replay/`, {}, headers);

  describe('shown to operators', () => {
    it('lists what was said about their payments and what became of it, newest first', async () => {
      const sold = await aPromptOut(app, shop);
      await deliver(app, failedEvent(sold, shop, { updated_at: '2026-01-01T15:00:10+03:00' }));
      await app.post(WEBHOOK_PATH, paidEvent(sold, shop, { challenge: 'forged' })).expect(200);
      expect(await list(shop.token)).toEqual([
        {
          id: expect.any(Number),
          kind: 'collection',
          invoice_id: sold.invoiceId,
          api_ref: sold.reference,
          state: 'COMPLETE',
          payment_id: sold.id,
          trust: 'refused',
          outcome: 'stored',
          received_at: expect.stringMatching(/Z$/),
          processed_at: null,
        },
        expect.objectContaining({
          state: 'FAILED',
          trust: 'authenticated',
          outcome: 'settled',
          processed_at: expect.stringMatching(/Z$/),
        }),
      ]);
    });

    it('never shows a challenge', async () => {
      const sold = await aPromptOut(app, shop);
      await deliver(app, paidEvent(sold, shop));
      const { text } = await app.get(EVENTS, shop.token).expect(200);
      expect(text).not.toContain(shop.challenge);
    });

    it('lists those of one outcome, page by page', async () => {
      const sold = await aPromptOut(app, shop);
      for (const second of [1, 2, 3]) {
        const updated_at = `2026-01-01T15:00:0${second}+03:00`;
        await deliver(app, paidEvent(sold, shop, { state: 'PROCESSING', updated_at }));
      }
      await app.post(WEBHOOK_PATH, paidEvent(sold, shop)).expect(200);
      expect(await list(shop.token, '?outcome=stored')).toHaveLength(1);
      expect(await list(shop.token, '?outcome=settled')).toHaveLength(3);
      expect(await list(shop.token, '?outcome=')).toHaveLength(4);

      const first = await app.get(`${EVENTS}?outcome=settled&limit=2`, shop.token).expect(200);
      expect(first.body.results).toHaveLength(2);
      const { pathname, search } = new URL(String(first.body.next));
      const second = await app.get(`${pathname}${search}`, shop.token).expect(200);
      expect(second.body).toMatchObject({ results: [{ state: 'PROCESSING' }], next: null });
    });

    it('refuses an outcome that there is not', async () => {
      const { body } = await app.get(`${EVENTS}?outcome=lost`, shop.token).expect(400);
      expect(body).toMatchObject({
        code: 'validation_failed',
        fields: { outcome: [expect.any(String)] },
      });
    });

    it('shows nobody another’s events, and lets nobody replay them', async () => {
      const sold = await aPromptOut(app, shop);
      await deliver(app, paidEvent(sold, shop));
      const other = await anOperator(app);
      expect(await list(other.token)).toEqual([]);
      const [event] = await list(shop.token);
      const theirs = await replay(event?.id ?? 0, other.token).expect(404);
      const nobodys = await replay(2_000_000_000, other.token).expect(404);
      expect({ ...theirs.body, request_id: '' }).toEqual({ ...nobodys.body, request_id: '' });
    });

    it('is not for portals, nor for those who have no token', async () => {
      for (const headers of [{}, shop.portal]) {
        await app.get(EVENTS, headers).expect(401);
        await replay(1, headers).expect(401);
      }
    });

    it.each(['0', '-1', 'abc', '1.5', '99999999999999999999', '1e3'])(
      'has no event %s to replay',
      async (id) => {
        await replay(id, shop.token).expect(404);
      },
    );
  });

  describe('replayed', () => {
    it('settles an event that had been given up', async () => {
      const sold = await aPromptOut(app, shop);
      await app.post(WEBHOOK_PATH, paidEvent(sold, shop)).expect(200);
      await app.database.query('DELETE FROM graphile_worker._private_jobs');
      await app.database.query(`UPDATE webhook_events SET outcome = 'failed'`);
      const [event] = await list(shop.token, '?outcome=failed');

      const { body } = await replay(event?.id ?? 0, shop.token).expect(200);
      expect(body).toEqual({ message: 'The event will be processed again.' });
      await app.idle();
      expect(await list(shop.token)).toMatchObject([{ outcome: 'settled' }]);
      expect((await paymentDetails(app, shop, sold.id)).status).toBe('completed');
    });

    it('changes nothing that an event has settled, however often', async () => {
      const sold = await aPromptOut(app, shop);
      await deliver(app, paidEvent(sold, shop));
      const before = await paymentDetails(app, shop, sold.id);
      const [event] = await list(shop.token);
      for (let time = 0; time < 3; time += 1) {
        await replay(event?.id ?? 0, shop.token).expect(200);
        await app.idle();
      }
      expect(await paymentDetails(app, shop, sold.id)).toEqual(before);
    });

    it('does not trust a forged event, as before', async () => {
      const sold = await aPromptOut(app, shop);
      await deliver(app, paidEvent(sold, shop, { challenge: 'forged' }));
      const [event] = await list(shop.token);
      await replay(event?.id ?? 0, shop.token).expect(200);
      await app.idle();
      expect((await paymentDetails(app, shop, sold.id)).status).toBe('processing');
    });
  });

  describe('that was faster than our own record', () => {
    /** A sale whose answer is held back, and an event of it that names the invoice alone. */
    async function early(overrides: Readonly<Record<string, unknown>> = {}): Promise<{
      readonly finish: () => Promise<string>;
    }> {
      const phone = aPhone();
      app.simulator.control.setWebhook(null, shop.publishableKey);
      const held = app.proxy.hold(PROMPT);
      const selling = initiate(app, shop, { phone_number: phone }).then((answer) => answer);
      await held.arrived;
      const [invoice] = app.simulator.control
        .invoices()
        .filter((each) => each.phone === `254${phone.slice(1)}`);
      const sold = { id: '', reference: '', invoiceId: invoice?.invoiceId ?? '' };
      const event = paidEvent(sold, shop, { api_ref: '', ...overrides });
      await app.post(WEBHOOK_PATH, event, { 'X-Request-Id': EARLY }).expect(200);
      await app.idle();
      expect(await storedEvents(app)).toMatchObject([{ outcome: 'unmatched', paymentId: null }]);
      await app.simulator.control.advance(60_000);
      return {
        finish: async () => {
          held.release();
          const { body } = await selling;
          return String(body.payment.id);
        },
      };
    }

    /** The lines of log about a payment being settled by the job that asked because of the event. */
    const settledBy = (requestId: string): unknown[] =>
      app.logs
        .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
        .filter((line) => line['requestId'] === requestId && line['task'] === 'follow_payment')
        .filter(({ msg }) => msg === 'payment settled')
        .map(({ paymentId }) => paymentId);

    it('is matched as soon as that is written, and settled by asking', async () => {
      const { finish } = await early();
      const id = await finish();
      expect(await storedEvents(app)).toMatchObject([{ outcome: 'stored' }]);
      await app.idle();
      expect(await storedEvents(app)).toMatchObject([{ outcome: 'settled', paymentId: id }]);
      expect((await paymentDetails(app, shop, id)).status).toBe('completed');
      expect(settledBy(EARLY)).toContain(id);
    });

    it('is never trusted, because its challenge was not checked', async () => {
      const { finish } = await early({ value: '5000.00', challenge: 'forged' });
      const id = await finish();
      await app.idle();
      const told = await paymentDetails(app, shop, id);
      expect(told.history.at(-1)).toMatchObject({
        source: 'webhook',
        evidence: { amount: '50.00' },
      });
    });

    it('is found a little later when the two have just missed each other', async () => {
      const { finish } = await early();
      const id = await finish();
      await app.database.query('DELETE FROM graphile_worker._private_jobs');
      await app.database.query(`UPDATE webhook_events SET outcome = 'unmatched'`);
      await app.database.query(`SELECT graphile_worker.add_job('revive_webhooks')`);
      await app.idle();
      await app.idle();
      expect((await paymentDetails(app, shop, id)).status).toBe('completed');
      expect(settledBy(EARLY)).toContain(id);
    });
  });

  describe('of which many name one payment', () => {
    const forged = (sold: PromptOut, second: number, state = 'COMPLETE') =>
      paidEvent(sold, shop, {
        challenge: 'forged',
        state,
        updated_at: new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString(),
      });
    const jobs = async (): Promise<string[]> =>
      (await plannedJobs(app)).map(({ task, key }) => `${task} ${key ?? ''}`);

    it('has one question waiting about it, and keeps a limited number of them', async () => {
      const sold = await aPromptOut(app, shop);
      for (let second = 0; second < 60; second += 1) {
        await app.post(WEBHOOK_PATH, forged(sold, second)).expect(200, { status: 'ok' });
      }
      expect(await jobs()).toEqual([`follow_payment follow-${sold.reference}`]);
      expect(await storedEvents(app)).toHaveLength(50);
      await app.idle();
      expect(await list(shop.token, '?outcome=stored')).toEqual([]);
    });

    it('moves the planned question forward, and adds none', async () => {
      const sold = await aPromptOut(app, shop);
      const delayMs = async (): Promise<number> => (await plannedJobs(app))[0]?.delayMs ?? NaN;
      expect(await delayMs()).toBeGreaterThan(10_000);
      await app.post(WEBHOOK_PATH, forged(sold, 1)).expect(200);
      expect(await delayMs()).toBeLessThan(1_000);
      expect(await jobs()).toHaveLength(1);
    });

    it('has no second job while the first is running and has not asked yet', async () => {
      const sold = await aPromptOut(app, shop);
      await app.database.query(
        `UPDATE graphile_worker._private_jobs SET locked_at = now(), locked_by = 'somebody'`,
      );
      await app.database.query('UPDATE payments SET status_asked_at = NULL WHERE id = $1', [
        sold.id,
      ]);
      for (let second = 0; second < 5; second += 1) {
        await app.post(WEBHOOK_PATH, forged(sold, second)).expect(200);
      }
      const [locked] = await app.database.query<{ all: number }>(
        'SELECT count(*)::integer AS all FROM graphile_worker.jobs',
      );
      expect(locked?.all).toBe(1);
      await app.database.query('UPDATE payments SET status_asked_at = now() WHERE id = $1', [
        sold.id,
      ]);
      await app.post(WEBHOOK_PATH, forged(sold, 9)).expect(200);
      expect(await jobs()).toEqual([`follow_payment follow-${sold.reference}`]);
    });

    it('is given up when no attempt has its invoice any more', async () => {
      const sold = await aPromptOut(app, shop);
      await app.post(WEBHOOK_PATH, { ...forged(sold, 1), api_ref: '' }).expect(200);
      await app.database.query(
        `UPDATE payment_attempts SET invoice_id = 'OTHER' || left(payment_id::text, 8)`,
      );
      await app.database.query(
        `UPDATE webhook_events SET received_at = now() - interval '13 hours'`,
      );
      await app.database.query(`SELECT graphile_worker.add_job('revive_webhooks')`);
      await app.idle();
      expect(await storedEvents(app)).toMatchObject([{ outcome: 'failed' }]);
    });

    it('is not asked about because of what is on record already', async () => {
      const sold = await aPromptOut(app, shop);
      await deliver(app, paidEvent(sold, shop));
      expect((await paymentDetails(app, shop, sold.id)).status).toBe('completed');
      await app.database.query('DELETE FROM graphile_worker._private_jobs');
      for (const state of ['COMPLETE', 'PENDING', 'PROCESSING', 'RETRY']) {
        await app.post(WEBHOOK_PATH, forged(sold, 5, state)).expect(200, { status: 'ok' });
      }
      expect(await jobs()).toEqual([]);
      expect(await list(shop.token, '?outcome=settled')).toHaveLength(5);
    });

    it('is asked about because of a failure that contradicts what is on record', async () => {
      const sold = await aPromptOut(app, shop);
      await deliver(app, paidEvent(sold, shop));
      await app.database.query('DELETE FROM graphile_worker._private_jobs');
      await app.post(WEBHOOK_PATH, forged(sold, 5, 'FAILED')).expect(200, { status: 'ok' });
      expect(await jobs()).toEqual([`follow_payment follow-${sold.reference}`]);
    });
  });
});
