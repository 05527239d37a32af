import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Deployment, type Running } from '../support/deployment.js';
import { aPhone, eventsOf, initiate } from '../support/selling.js';
import { settledAs } from '../support/settling.js';
import { aShop, type Shop } from '../support/shop.js';
import { type Held } from '../support/holding-proxy.js';

const PROMPT = '/payment/mpesa-stk-push/';
const CHECKOUT = '/checkout/';
const A_MINUTE = 60_000;
/** Whose owner cancels, and whose owner never decides. */
const CANCELS = '0700000101';
const NEVER_DECIDES = '0700000112';

/** An answer that does not come is no failure of the test. */
const whateverComes = [(): void => undefined, (): void => undefined] as const;

/** Sells by a prompt on a server that will not live to answer. */
const sellOn = (server: Running, shop: Shop, phone: string, headers = {}): Promise<unknown> =>
  server
    .post('/payments/intasend/initiate/', shop.saleRequest({ phone_number: phone }), {
      ...shop.portal,
      ...headers,
    })
    .then(...whateverComes);

describe('a server that is killed while it sells', () => {
  let around: Deployment;
  let shop: Shop;
  let first: Running;
  let phone: string;

  beforeAll(async () => {
    around = await Deployment.open({
      RECONCILE_FIRST_DELAY_MS: '500',
    });
    const server = await around.start({ WORKER_MODE: 'off' });
    shop = await aShop(server);
    await server.process.kill();
  });
  afterAll(() => around.close());
  afterEach(() => around.killAll());
  beforeEach(async () => {
    phone = aPhone();
    first = await around.start({ WORKER_MODE: 'off' });
    around.simulator.control.setWebhook(null, shop.publishableKey);
  });

  const another = (): Promise<Running> => around.start();

  const makeOlder = (id: string, by: string): Promise<unknown> =>
    around.query(
      'UPDATE payment_attempts SET created_at = created_at - $2::interval WHERE payment_id = $1',
      [id, by],
    );

  /** What the phone has been asked, over all. */
  const promptsOf = (to: string): readonly unknown[] =>
    around.simulator.control.invoices().filter((each) => each.phone === `254${to.slice(1)}`);

  const paymentOf = (from: string): Promise<{ id: string; status: string }> =>
    around.until(
      'the payment is stored',
      'SELECT id, status FROM payments WHERE phone_number = $1',
      [from],
    );

  /** Sells, and kills the server while the call to IntaSend is held there; gives the payment. */
  async function killAt(held: Held, to: string): Promise<string> {
    const cut = sellOn(first, shop, to);
    await held.arrived;
    await first.process.kill();
    await cut;
    const { id, status } = await paymentOf(to);
    expect(status).toBe('pending');
    return id;
  }

  describe('between committing the payment and calling IntaSend', () => {
    const killThere = async (): Promise<string> => {
      const id = await killAt(around.proxy.holdRequest(PROMPT), phone);
      expect(promptsOf(phone)).toEqual([]);
      return id;
    };

    it('leaves a payment that expires, because no phone ever rang', async () => {
      const id = await killThere();
      await makeOlder(id, '15 minutes');
      const told = await settledAs(around, await another(), shop, id, 'failed');
      expect(eventsOf(told)).toEqual(['created', 'expired']);
      expect(told.history.at(-1)).toMatchObject({ source: 'expiry' });
      expect(promptsOf(phone)).toEqual([]);
    });

    it('lets the customer buy again once it is over, and prompts once in all', async () => {
      const id = await killThere();
      await makeOlder(id, '15 minutes');
      const server = await another();
      await settledAs(around, server, shop, id, 'failed');
      const again = await initiate(server, shop, { phone_number: phone }).expect(201);
      await around.simulator.control.advance(A_MINUTE);
      await settledAs(around, server, shop, again.body.payment.id, 'completed');
      expect(promptsOf(phone)).toHaveLength(1);
    });
  });

  describe('between IntaSend taking the call and the record of it', () => {
    const killThere = (to: string): Promise<string> => killAt(around.proxy.hold(PROMPT), to);

    it('completes a paid payment once, and never prompts again', async () => {
      const id = await killThere(phone);
      const server = await another();
      const tap = await initiate(server, shop, { phone_number: phone }).expect(200);
      expect(tap.body).toMatchObject({ message: 'STK push already sent', payment: { id } });
      await around.simulator.control.advance(A_MINUTE);

      const told = await settledAs(around, server, shop, id, 'completed');
      expect(eventsOf(told).filter((event) => event === 'completed')).toHaveLength(1);
      expect(promptsOf(phone)).toHaveLength(1);
    });

    it('fails a payment that the customer has cancelled', async () => {
      const id = await killThere(CANCELS);
      await around.simulator.control.advance(A_MINUTE);
      const told = await settledAs(around, await another(), shop, id, 'failed');
      expect(told.history.at(-1)).toMatchObject({ event: 'failed', source: 'reconciliation' });
      expect(promptsOf(CANCELS)).toHaveLength(1);
    });

    it('expires a payment that nobody decides about', async () => {
      const id = await killThere(NEVER_DECIDES);
      await makeOlder(id, '15 minutes');
      const told = await settledAs(around, await another(), shop, id, 'failed');
      expect(told.history.at(-1)).toMatchObject({ event: 'expired' });
      expect(promptsOf(NEVER_DECIDES)).toHaveLength(1);
    });

    it('completes a payment whose record was being written', async () => {
      const held = around.proxy.hold(PROMPT);
      const cut = sellOn(first, shop, phone);
      await held.arrived;
      const { id } = await paymentOf(phone);
      const unlock = await around.lockRows('SELECT FROM payments WHERE id = $1 FOR UPDATE', [id]);
      held.release();
      await around.statementWaits();
      await first.process.kill();
      await around.endWaitingStatements();
      await unlock();
      await cut;
      expect(await paymentOf(phone)).toMatchObject({ status: 'pending' });

      await around.simulator.control.advance(A_MINUTE);
      await settledAs(around, await another(), shop, id, 'completed');
      expect(promptsOf(phone)).toHaveLength(1);
    });

    it('expires a link whose URL nobody received', async () => {
      const held = around.proxy.hold(CHECKOUT);
      const cut = first
        .post(
          '/payments/intasend/create-link/',
          shop.saleRequest({ phone_number: phone }),
          shop.portal,
        )
        .then(...whateverComes);
      await held.arrived;
      await first.process.kill();
      await cut;
      const { id } = await paymentOf(phone);
      await makeOlder(id, '24 hours');
      const told = await settledAs(around, await another(), shop, id, 'failed');
      expect(told.history.at(-1)).toMatchObject({ event: 'expired' });
    });
  });

  describe('between the record and the answer', () => {
    const key = { 'Idempotency-Key': 'one-key-for-one-sale' };

    it('has an active prompt with a reconciliation job, and a repeated request returns the payment', async () => {
      // Keeping the answer for the key comes after the record and before the answer.
      const held = around.proxy.hold(PROMPT);
      const cut = sellOn(first, shop, phone, key);
      await held.arrived;
      const { id } = await paymentOf(phone);
      const unlock = await around.lockRows(
        'SELECT FROM idempotency_keys WHERE payment_id = $1 FOR UPDATE',
        [id],
      );
      held.release();
      await around.statementWaits();
      await first.process.kill();
      await around.endWaitingStatements();
      await unlock();
      await cut;
      expect(await paymentOf(phone)).toMatchObject({ status: 'processing' });

      const server = await another();
      await around.query('UPDATE idempotency_keys SET leased_until = now() WHERE payment_id = $1', [
        id,
      ]);
      const saleRequest = shop.saleRequest({ phone_number: phone });
      const again = await server
        .post('/payments/intasend/initiate/', saleRequest, { ...shop.portal, ...key })
        .expect(202);
      expect(again.body.payment).toMatchObject({ id, status: 'processing' });
      await around.simulator.control.advance(A_MINUTE);
      await settledAs(around, server, shop, id, 'completed');
      expect(promptsOf(phone)).toHaveLength(1);
    });
  });
});
