import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { KeyRing } from '../../src/common/crypto/key-ring.js';
import { newId } from '../../src/common/ids/uuid.js';
import { SettlementService } from '../../src/payments/settle/settlement.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { statementWaitsFor } from '../support/locks.js';
import { aReport, reported } from '../support/model-payment.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { aFailedPrompt, retried, retry } from '../support/retrying.js';
import { eventsOf, initiate, paymentDetails } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import { deliver, failedEvent, paidEvent, type PromptOut } from '../support/webhooks.js';

const RETRIES = 8;

describe('retries and all that may happen at the same time', () => {
  let database: TestDatabase;
  let app: TestApp;
  let twin: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    database = await createTestDatabase();
    const settings = { ENCRYPTION_KEY: KeyRing.generateKey() };
    app = await startTestApp({ databaseUrl: database.url, settings });
    twin = await startTestApp({ databaseUrl: database.url, simulator: app.simulator, settings });
    shop = await aShop(app);
  });
  afterAll(async () => {
    await twin.stop();
    await app.stop();
    await database.drop();
  });

  const told = (id: string) => paymentDetails(app, shop, id);
  const promptsOf = (phone: unknown) =>
    app.simulator.control
      .invoices()
      .filter((each) => each.phone === `254${String(phone).slice(1)}`);
  const post = (server: TestApp, event: object) => server.post('/payments/webhook/', event);

  it('of eight retries at once on two servers one prompts', async () => {
    const sold = await aFailedPrompt(app, shop);
    const answers = await Promise.all(
      Array.from({ length: RETRIES }, (_, index) =>
        retry(index % 2 === 0 ? app : twin, shop, sold.id),
      ),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, ...Array<number>(RETRIES - 1).fill(409)]);
    const payment = await told(sold.id);
    expect(payment).toMatchObject({ status: 'processing', retry_count: 1 });
    expect(payment.attempts).toHaveLength(2);
    expect(promptsOf(payment.phone_number)).toHaveLength(2);
  });

  it('of retries and taps for the same at once one prompts', async () => {
    const sold = await aFailedPrompt(app, shop);
    const { phone_number } = await told(sold.id);
    const answers = await Promise.all(
      Array.from({ length: RETRIES }, (_, index) =>
        index % 2 === 0 ? retry(app, shop, sold.id) : initiate(twin, shop, { phone_number }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => ![200, 201, 409].includes(status))).toEqual([]);
    expect(promptsOf(phone_number)).toHaveLength(2);
  });

  it('of retries of two failed payments for the same at once one prompts', async () => {
    const one = await aFailedPrompt(app, shop);
    const { phone_number } = await told(one.id);
    const { body } = await initiate(app, shop, { phone_number }).expect(201);
    const other: PromptOut = {
      id: body.payment.id,
      reference: `${body.payment.id}-1`,
      invoiceId: body.intasend.invoice_id,
    };
    await deliver(app, { ...failedEvent(other, shop) });
    const answers = await Promise.all(
      Array.from({ length: RETRIES }, (_, index) =>
        retry(index % 2 === 0 ? app : twin, shop, (index % 4 < 2 ? one : other).id),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(RETRIES - 1);
    expect(promptsOf(phone_number)).toHaveLength(3);
  });

  it.each([1, 2, 3, 4])('a retry and a late success at once lose neither (%s)', async () => {
    const sold = await aFailedPrompt(app, shop);
    const late = paidEvent(sold, shop, { updated_at: '2026-01-01T15:03:00+03:00' });
    const [answer] = await Promise.all([retry(app, shop, sold.id), post(twin, late)]);
    await twin.idle();
    const payment = await told(sold.id);
    expect(payment).toMatchObject({ status: 'completed', review_reason: null });
    expect(payment.mpesa_reference).toBe('TDL4MADEUP');
    expect([201, 409]).toContain(answer.status);
    const isRetried = eventsOf(payment).includes('retried');
    expect(isRetried).toBe(answer.status === 201);
    expect(payment.attempts).toHaveLength(isRetried ? 2 : 1);
  });

  it('an earlier prompt that is paid after all completes the payment', async () => {
    const sold = await aFailedPrompt(app, shop);
    const newer = await retried(app, shop, sold);
    const late = { updated_at: '2026-01-01T15:03:00+03:00' };
    await deliver(app, { ...paidEvent(sold, shop, late) });
    expect(await told(sold.id)).toMatchObject({ status: 'completed', review_reason: null });
    // The newer one ends as it likes.
    await deliver(app, { ...failedEvent(newer, shop) });
    expect(await told(sold.id)).toMatchObject({ status: 'completed', review_reason: null });
  });

  it('two prompts that are both paid are a double payment, in whatever order', async () => {
    for (const isNewerFirst of [true, false]) {
      const sold = await aFailedPrompt(app, shop);
      const newer = await retried(app, shop, sold);
      const late = { updated_at: '2026-01-01T15:03:00+03:00', mpesa_reference: 'TDL4SECOND' };
      const events = [paidEvent(newer, shop), paidEvent(sold, shop, late)];
      for (const event of isNewerFirst ? events : events.reverse()) {
        await deliver(app, { ...event });
      }
      expect(await told(sold.id)).toMatchObject({
        status: 'completed',
        review_reason: 'double_payment',
        mpesa_reference: isNewerFirst ? 'TDL4MADEUP' : 'TDL4SECOND',
      });
      const { body } = await app.get('/payments/?review=double_payment&limit=1', shop.token);
      expect(body.results[0].id).toBe(sold.id);
    }
  });

  describe('what has waited for a retry to be committed', () => {
    let client: pg.Client;
    let sold: PromptOut;

    beforeEach(async () => {
      sold = await aFailedPrompt(app, shop);
      client = new pg.Client({ connectionString: database.url });
      await client.connect();
      await client.query('BEGIN');
    });
    afterEach(() => client.end());

    /** Does what a retry does, and does not commit it yet. */
    async function reopen(): Promise<void> {
      await client.query(`UPDATE payments SET status = 'pending', retry_count = 1 WHERE id = $1`, [
        sold.id,
      ]);
      await client.query('UPDATE prompt_slots SET taken_at = now() WHERE payment_id = $1', [
        sold.id,
      ]);
      await client.query(
        `INSERT INTO payment_attempts
           (payment_id, number, user_id, reference, channel, provider, environment)
         VALUES ($1, 2, $2, $3, 'prompt', 'instasend', 'sandbox')`,
        [sold.id, shop.userId, newId()],
      );
    }

    it('still finds its payment when it is about an earlier attempt', async () => {
      await reopen();
      const settlement = app.nest.get(SettlementService, { strict: false });
      const report = reported(aReport({ invoiceId: sold.invoiceId }));
      const settled = settlement.apply(sold.id, 1, report, 'webhook');
      await statementWaitsFor(client);
      await client.query('COMMIT');
      expect((await settled).record).toMatchObject({ status: 'completed', retryCount: 1 });
    });

    it('sends no second prompt, when it is a tap for the same', async () => {
      const { phone_number } = await told(sold.id);
      await reopen();
      const tap = initiate(app, shop, { phone_number }).then((answer) => answer);
      await statementWaitsFor(client);
      await client.query('COMMIT');
      const answer = await tap;
      expect(answer.status).toBe(200);
      expect(answer.body.payment).toMatchObject({ id: sold.id, status: 'pending' });
      expect(promptsOf(phone_number)).toHaveLength(1);
    });

    it('is refused, when it is another retry', async () => {
      await reopen();
      const other = retry(app, shop, sold.id).then((answer) => answer);
      await statementWaitsFor(client);
      await client.query('COMMIT');
      expect((await other).body.code).toBe('payment_not_failed');
    });
  });
});
