import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { plannedJobs } from '../support/jobs.js';
import { aPhone, eventsOf, initiate, paymentDetails } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import { deliver, paidEvent, storedEvents, emptyInbox } from '../support/webhooks.js';

const A_MINUTE = 60_000;

describe('a forged webhook with an unknown invoice', () => {
  let app: TestApp;
  let shop: Shop;
  let id: string;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
    app.simulator.control.behave({ webhooks: false });
  });
  beforeEach(() => emptyInbox(app));
  afterAll(() => app.stop());

  /** A prompt that went out, though its answer, and with it the invoice, was lost. */
  const sellUnheard = async (): Promise<void> => {
    app.simulator.control.addFault({ fault: 'drop_after', endpoint: 'stk' });
    const { body } = await initiate(app, shop, { phone_number: aPhone() }).expect(202);
    id = String(body.payment.id);
  };
  const forge = (): Promise<void> =>
    deliver(
      app,
      paidEvent({ id, reference: `${id}-1`, invoiceId: 'FORGED7' }, shop, {
        challenge: 'a good guess',
      }),
    );

  it('does not hide the real invoice, which is found by reference', async () => {
    await sellUnheard();
    await app.simulator.control.advance(A_MINUTE);
    await forge();

    const told = await paymentDetails(app, shop, id);
    expect(told.status).toBe('completed');
    expect(told.attempts[0]['intasend_invoice_id']).not.toBe('FORGED7');
    expect(await storedEvents(app)).toMatchObject([{ trust: 'refused', outcome: 'settled' }]);
  });

  it('causes one request to the provider, when there is no real invoice', async () => {
    app.simulator.control.addFault({ fault: 'drop', endpoint: 'stk' });
    const { body } = await initiate(app, shop, { phone_number: aPhone() }).expect(202);
    id = String(body.payment.id);
    await forge();

    expect(eventsOf(await paymentDetails(app, shop, id))).toEqual(['created', 'outcome_unknown']);
    expect(await storedEvents(app)).toMatchObject([{ outcome: 'settled' }]);
    const jobs = (await plannedJobs(app)).filter(({ task }) => task === 'process_webhook');
    expect(jobs).toEqual([]);
  });
});
