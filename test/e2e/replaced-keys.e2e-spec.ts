import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request, { type Test } from 'supertest';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { age, runPlannedJobs } from '../support/jobs.js';
import { aPhone, checkStatus, eventsOf, initiate, paymentDetails } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import { aPromptOut, deliver, failedEvent, paidEvent, storedEvents } from '../support/webhooks.js';

const A_MINUTE = 60_000;

/** Keys of an account that has nothing to do with the shop's first one. */
const otherKeys = (environment = 'test'): { api_key: string; private_key: string } => {
  const suffix = randomHex(12);
  return {
    api_key: `ISPubKey_${environment}_${suffix}`,
    private_key: `ISSecretKey_${environment}_${suffix}`,
  };
};

describe('keys that are replaced while a payment is open', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    app.simulator.control.clearFaults();
    await app.database.query('DELETE FROM graphile_worker._private_jobs');
    await app.database.query('DELETE FROM webhook_events');
    shop = await aShop(app);
    app.simulator.control.setWebhook(null, shop.publishableKey);
  });

  const change = (method: 'patch' | 'delete', body: object = {}): Test =>
    request(app.url)
      [method](`/payments/credentials/${shop.credentialId}/`)
      .set(shop.token)
      .send(body);
  const post = (tail: string, body: object = {}): Test =>
    app.post(`/payments/credentials/${shop.credentialId}/${tail}/`, body, shop.token);
  const addOthers = (overrides: object = {}): Test =>
    app.post(
      '/payments/credentials/',
      { provider: 'instasend', ...otherKeys(), ...overrides },
      shop.token,
    );
  const retry = (id: string): Test => app.post(`/payments/intasend/${id}/retry/`, {}, shop.portal);

  const anotherAccount = async (): Promise<void> => {
    const keys = otherKeys();
    await change('patch', { api_key: keys.api_key }).expect(200);
    await post('update-private-key', { private_key: keys.private_key }).expect(200);
  };

  const CHANGES: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['deleted', () => change('delete').expect(204)],
    ['taken out of use', () => post('toggle').expect(200)],
    ['changed to those of another account', anotherAccount],
    ['given another challenge', () => change('patch', { webhook_challenge: 'new' }).expect(200)],
    [
      'changed to another account and deleted',
      async () => {
        await anotherAccount();
        await change('delete').expect(204);
      },
    ],
  ];

  async function sell(phone = aPhone()): Promise<string> {
    const sold = await initiate(app, shop, { phone_number: phone }).expect(201);
    return String(sold.body.payment.id);
  }

  /** A prompt that the customer never answers. */
  function sellUnanswered(): Promise<string> {
    const phone = aPhone();
    app.simulator.control.addOutcome({ outcome: 'never_finishes', phone: phone.slice(1) });
    return sell(phone);
  }

  /** A prompt whose answer from IntaSend was lost, so that only its reference is known. */
  async function sellWithLostAnswer(): Promise<string> {
    app.simulator.control.addFault({ fault: 'drop_after', endpoint: 'stk', times: 1 });
    const sold = await initiate(app, shop, { phone_number: aPhone() }).expect(202);
    return String(sold.body.payment.id);
  }

  describe.each(CHANGES)('and are %s', (_, replace) => {
    it('still answer for the payment, although other keys are in use', async () => {
      const [prompted, lost] = [await sell(), await sellWithLostAnswer()];
      await addOthers().expect(201);
      await replace();
      await app.simulator.control.advance(A_MINUTE);
      for (const id of [prompted, lost]) {
        const { body } = await checkStatus(app, shop, id).expect(200);
        expect(body.status).toBe('completed');
      }
    });

    it('still authenticate a webhook with their challenge', async () => {
      const out = await aPromptOut(app, shop);
      await addOthers().expect(201);
      await replace();
      await deliver(app, paidEvent(out, shop));
      expect(await storedEvents(app)).toEqual([
        expect.objectContaining({ trust: 'authenticated', outcome: 'settled' }),
      ]);
      expect((await paymentDetails(app, shop, out.id)).status).toBe('completed');
    });
  });

  it('are used for no new payment once they are replaced', async () => {
    const keys = otherKeys();
    await change('patch', { api_key: keys.api_key }).expect(200);
    await post('update-private-key', { private_key: keys.private_key }).expect(200);
    const id = await sell();
    await app.simulator.control.advance(A_MINUTE);
    await checkStatus(app, shop, id).expect(200);
    expect(await paymentDetails(app, shop, id)).toMatchObject({
      status: 'completed',
      review_reason: null,
    });
  });

  it('make no new version when nothing about them changes', async () => {
    const shown = await app.get(`/payments/credentials/${shop.credentialId}/`, shop.token);
    await change('patch', { api_key: shown.body.api_key, is_active: true }).expect(200);
    await post('toggle').expect(200);
    const versions = await app.database.query(
      'SELECT version FROM credential_versions WHERE credential_id = $1',
      [shop.credentialId],
    );
    expect(versions).toEqual([]);
  });

  it('are removed for good when their attempts are not asked about any more, and not before', async () => {
    await change('delete').expect(204);
    const retired = async (): Promise<number> => {
      await app.database.query(`SELECT graphile_worker.add_job('clean_up')`);
      await app.idle();
      const rows = await app.database.query(
        'SELECT version FROM credential_versions WHERE credential_id = $1',
        [shop.credentialId],
      );
      return rows.length;
    };
    const older = (interval: string): Promise<unknown> =>
      app.database.query(
        `UPDATE credential_versions SET retired_at = retired_at - $2::interval
          WHERE credential_id = $1`,
        [shop.credentialId, interval],
      );
    await older('8 days 23 hours');
    expect(await retired()).toBe(1);
    await older('1 hour');
    expect(await retired()).toBe(0);
  });

  it('are kept by each of several changes at once, and each is another version', async () => {
    const sold = await sell();
    await Promise.all(
      Array.from({ length: 5 }, (_, n) =>
        change('patch', { webhook_challenge: `challenge ${n}` }).expect(200),
      ),
    );
    const versions = await app.database.query<{ version: number }>(
      'SELECT version FROM credential_versions WHERE credential_id = $1 ORDER BY version',
      [shop.credentialId],
    );
    expect(versions.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5]);
    await app.simulator.control.advance(A_MINUTE);
    expect((await checkStatus(app, shop, sold).expect(200)).body.status).toBe('completed');
  });

  describe('and nobody can be asked about the payment any more', () => {
    /** Makes an attempt look as one that was imported, whose keys are not known. */
    const forgetKeys = (id: string): Promise<unknown> =>
      app.database.query('UPDATE payment_attempts SET credential_id = NULL WHERE payment_id = $1', [
        id,
      ]);

    const WAYS: readonly (readonly [string, string, (id: string) => Promise<unknown>])[] = [
      [
        'because the only keys left are those of another account',
        'other_account',
        async (id) => {
          await forgetKeys(id);
          await addOthers().expect(201);
        },
      ],
      [
        'because there are no keys left',
        'no_keys',
        async (id) => {
          await forgetKeys(id);
          await change('delete').expect(204);
        },
      ],
      [
        'because the keys do not open',
        'keys_unreadable',
        () =>
          app.database.query(`UPDATE credentials SET private_key_sealed = 'x' WHERE id = $1`, [
            shop.credentialId,
          ]),
      ],
      [
        'because IntaSend refuses the keys',
        'keys_refused',
        () => {
          app.simulator.control.addFault({ fault: 'unauthorized', times: 100 });
          return Promise.resolve();
        },
      ],
    ];

    it.each(WAYS)(
      '%s, it waits, and its page is told that the state is stale',
      async (_, why, lose) => {
        const id = await sellUnanswered();
        await lose(id);
        const answer = await checkStatus(app, shop, id);
        if (why === 'keys_refused') expect(answer.status).toBe(502);
        else expect(answer.body).toMatchObject({ status: 'processing', stale: true });
        await runPlannedJobs(app);
        expect(await paymentDetails(app, shop, id)).toMatchObject({
          status: 'processing',
          review_reason: null,
        });
      },
    );

    it.each(WAYS)(
      '%s, it fails in time, is for review, and is retried only after an operator has looked',
      async (_, why, lose) => {
        const id = await sellUnanswered();
        await lose(id);
        await age(app, id, 15);
        await runPlannedJobs(app);

        const failed = await paymentDetails(app, shop, id);
        expect(failed).toMatchObject({ status: 'failed', review_reason: 'cannot_verify' });
        expect(failed.history.at(-1)).toMatchObject({
          event: 'expired',
          source: 'expiry',
          evidence: { cannot_verify: why },
        });
        const list = await app.get('/payments/?review=true', shop.token).expect(200);
        expect(list.body.results).toEqual([expect.objectContaining({ id })]);
        const refused = await retry(id).expect(409);
        expect(refused.body).toMatchObject({
          error:
            'It could not be found out whether this payment was paid. Its seller has to look at it first.',
          code: 'payment_under_review',
        });

        await app
          .post(`/payments/${id}/mark-failed/`, { reason: 'looked it up: not paid' }, shop.token)
          .expect(200);
        app.simulator.control.clearFaults();
        await addOthers().expect(201);
        await app.database.query('UPDATE credentials SET is_active = false WHERE id = $1', [
          shop.credentialId,
        ]);
        await retry(id).expect(201);
      },
    );

    it.each(WAYS)(
      '%s, and money is reported after it has failed, it is for review',
      async (_, why, lose) => {
        const out = await aPromptOut(app, shop);
        await deliver(app, failedEvent(out, shop));
        expect(await paymentDetails(app, shop, out.id)).toMatchObject({
          status: 'failed',
          review_reason: null,
        });
        await lose(out.id);
        await deliver(
          app,
          paidEvent(out, shop, {
            challenge: 'other',
            updated_at: '2026-01-01T15:05:30.000200+03:00',
          }),
        );
        const failed = await paymentDetails(app, shop, out.id);
        expect(failed).toMatchObject({ status: 'failed', review_reason: 'cannot_verify' });
        expect(failed.history.at(-1)).toMatchObject({
          event: 'unverifiable',
          source: 'reconciliation',
          evidence: { cannot_verify: why },
        });
        await retry(out.id).expect(409);
      },
    );

    it('and it turns out to have been paid after all, the review is closed by that', async () => {
      const id = await sell();
      app.simulator.control.addFault({ fault: 'unauthorized', times: 100 });
      await age(app, id, 15);
      await runPlannedJobs(app);
      expect((await paymentDetails(app, shop, id)).review_reason).toBe('cannot_verify');

      app.simulator.control.clearFaults();
      await app.simulator.control.advance(A_MINUTE);
      await runPlannedJobs(app);
      const paid = await paymentDetails(app, shop, id);
      expect(paid).toMatchObject({ status: 'completed', review_reason: null });
      expect(eventsOf(paid)).toEqual(['created', 'accepted', 'expired', 'late_success']);
    });
  });
});
