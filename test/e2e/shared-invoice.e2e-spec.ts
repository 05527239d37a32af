import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SettlementService } from '../../src/payments/settle/settlement.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { age, runPlannedJobs } from '../support/jobs.js';
import { aPhone, checkStatus, initiate, paymentDetails } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import {
  aPromptOut,
  deliver,
  paidEvent,
  type PromptOut,
  storedEvents,
} from '../support/webhooks.js';

const A_MINUTE = 60_000;

describe('an invoice that several payments claim', () => {
  let app: TestApp;
  let victim: Shop;
  let squatter: Shop;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    await app.database.query('DELETE FROM graphile_worker._private_jobs');
    await app.database.query('DELETE FROM webhook_events');
    [victim, squatter] = [await aShop(app), await aShop(app)];
    app.simulator.control.setWebhook(null, victim.publishableKey);
  });

  /** A prompt that will be paid, whose invoice IntaSend knows and we do not yet. */
  async function aPromptWithoutInvoice(shop: Shop): Promise<PromptOut> {
    const { body } = await initiate(app, shop, { phone_number: aPhone() }).expect(201);
    const id = String(body.payment.id);
    await app.database.query(
      `UPDATE payment_attempts
          SET invoice_id = NULL, provider_payment_id = NULL, delivery = 'sending', provider_state = ''
        WHERE payment_id = $1`,
      [id],
    );
    return { id, reference: `${id}-1`, invoiceId: String(body.intasend.invoice_id) };
  }

  /** The event by which a payment claims an invoice: authenticated, and of the right content. */
  const claim = (out: PromptOut, shop: Shop, { invoiceId }: PromptOut) =>
    paidEvent(out, shop, { invoice_id: invoiceId, state: 'PROCESSING' });

  const invoicesOf = async (...payments: readonly PromptOut[]): Promise<unknown[]> => {
    const rows = await app.database.query<{ id: string; invoice: string | null }>(
      `SELECT payment_id AS id, invoice_id AS invoice FROM payment_attempts
        WHERE payment_id = ANY ($1)`,
      [payments.map(({ id }) => id)],
    );
    return payments.map(({ id }) => rows.find((row) => row.id === id)?.invoice);
  };

  const givenUpJobs = (): Promise<unknown[]> =>
    app.database.query('SELECT last_error FROM graphile_worker.jobs WHERE last_error IS NOT NULL');

  describe('of two operators', () => {
    it('is still found to be paid by the one whose it is', async () => {
      const out = await aPromptWithoutInvoice(victim);
      const theirs = await aPromptOut(app, squatter);
      await deliver(app, claim(theirs, squatter, out));

      await app.simulator.control.advance(A_MINUTE);
      const { body } = await checkStatus(app, victim, out.id).expect(200);
      expect(body).toMatchObject({ status: 'completed', payment: { review_reason: null } });
    });

    it('is accepted by both when they claim it at the same time', async () => {
      const pairs = await Promise.all(
        Array.from({ length: 5 }, async () => ({
          out: await aPromptWithoutInvoice(victim),
          theirs: await aPromptOut(app, squatter),
        })),
      );
      await app.simulator.control.advance(A_MINUTE);
      await Promise.all(
        pairs.flatMap(({ out, theirs }) => [
          deliver(app, claim(theirs, squatter, out)),
          checkStatus(app, victim, out.id).expect(200),
        ]),
      );
      for (const { out } of pairs)
        expect((await paymentDetails(app, victim, out.id)).status).toBe('completed');
      expect(await givenUpJobs()).toEqual([]);
    });

    it('belongs to the operator whose reference is in the webhook', async () => {
      const out = await aPromptOut(app, victim);
      const theirs = await aPromptOut(app, squatter);
      await app.database.query(
        'UPDATE payment_attempts SET invoice_id = $2 WHERE payment_id = $1',
        [theirs.id, out.invoiceId],
      );
      app.simulator.control.complete(out.invoiceId);
      await deliver(app, paidEvent(out, victim));
      expect(await storedEvents(app)).toEqual([
        expect.objectContaining({ paymentId: out.id, trust: 'authenticated', outcome: 'settled' }),
      ]);
      expect((await paymentDetails(app, victim, out.id)).status).toBe('completed');
    });

    it('belongs to nobody when the webhook has no reference', async () => {
      const out = await aPromptOut(app, victim);
      const theirs = await aPromptOut(app, squatter);
      await app.database.query(
        'UPDATE payment_attempts SET invoice_id = $2 WHERE payment_id = $1',
        [theirs.id, out.invoiceId],
      );
      await deliver(app, paidEvent(out, victim, { api_ref: null }));
      expect(await storedEvents(app)).toEqual([
        expect.objectContaining({ paymentId: null, outcome: 'unmatched' }),
      ]);
    });
  });

  describe('of one operator', () => {
    it('is put under review, and no question about it fails', async () => {
      const out = await aPromptWithoutInvoice(victim);
      const other = await aPromptOut(app, victim);
      await deliver(app, claim(other, victim, out));
      expect(await invoicesOf(other)).toEqual([out.invoiceId]);

      await app.simulator.control.advance(A_MINUTE);
      const { body } = await checkStatus(app, victim, out.id).expect(200);
      expect(body).toMatchObject({
        status: 'processing',
        payment: { review_reason: 'cannot_verify' },
      });
      const told = await paymentDetails(app, victim, out.id);
      expect(told.history.at(-1)).toMatchObject({
        event: 'contradicted',
        source: 'check',
        evidence: { invoice_id: out.invoiceId, conflict: 'invoice_of_another_attempt' },
      });

      await checkStatus(app, victim, out.id).expect(200);
      await age(app, out.id, 15);
      await runPlannedJobs(app);
      const failed = await paymentDetails(app, victim, out.id);
      expect(failed).toMatchObject({ status: 'failed', review_reason: 'cannot_verify' });
      expect(failed.history).toHaveLength(told.history.length + 1);
      await app.post(`/payments/intasend/${out.id}/retry/`, {}, victim.portal).expect(409);
      expect(await givenUpJobs()).toEqual([]);
    });

    it('is put under review when a webhook claims it for a second payment', async () => {
      const [one, two] = [await aPromptOut(app, victim), await aPromptOut(app, victim)];
      await deliver(app, paidEvent(two, victim, { invoice_id: one.invoiceId }));
      const [event] = await storedEvents(app);
      expect(event).toMatchObject({ paymentId: two.id, outcome: 'settled' });
      expect(await paymentDetails(app, victim, two.id)).toMatchObject({
        status: 'processing',
        review_reason: 'cannot_verify',
      });
      expect((await paymentDetails(app, victim, one.id)).review_reason).toBeNull();
    });

    it("is one payment's alone when IntaSend gives it to two at the same moment", async () => {
      const settlement = app.nest.get(SettlementService, { strict: false });
      const [one, two] = [await aPromptWithoutInvoice(victim), await aPromptWithoutInvoice(victim)];
      const acceptance = {
        providerPaymentId: 'P1',
        invoiceId: `SAME-${one.id}`,
        state: 'PENDING',
        paymentUrl: null,
        linkSignatureSealed: null,
      };
      await Promise.all(
        [one, two].map(({ id }) =>
          settlement.apply(id, 1, { kind: 'accepted', acceptance }, 'provider'),
        ),
      );
      expect((await invoicesOf(one, two)).filter((invoice) => invoice !== null)).toEqual([
        acceptance.invoiceId,
      ]);
      const reasons = await Promise.all(
        [one, two].map(async ({ id }) => (await paymentDetails(app, victim, id)).review_reason),
      );
      expect(reasons.toSorted()).toEqual(['cannot_verify', null]);
    });
  });
});
