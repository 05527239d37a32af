import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { aPhone, checkStatus, createLink, paymentDetails } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import { aPromptOut, deliver, paidEvent, securityEvents } from '../support/webhooks.js';

const REFUSED = 'an invoice of another reference was offered for a payment';

describe('the paid invoice of another payment of the same operator', () => {
  let app: TestApp;
  let shop: Shop;
  let invoiceId: string;
  let unpaidId: string;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    shop = await aShop(app);
    const paid = await aPromptOut(app, shop);
    ({ invoiceId } = paid);
    app.simulator.control.complete(invoiceId);
    await checkStatus(app, shop, paid.id).expect(200);
    expect((await paymentDetails(app, shop, paid.id)).status).toBe('completed');
    const { body } = await createLink(app, shop, { phone_number: aPhone() }).expect(201);
    unpaidId = String(body.payment.id);
  });

  async function expectRefused(): Promise<void> {
    await app.idle();
    expect(await paymentDetails(app, shop, unpaidId)).toMatchObject({
      is_successful: false,
      completed_at: null,
      package_expiry_time: null,
    });
    expect(securityEvents(app)).toContainEqual(
      expect.objectContaining({ paymentId: unpaidId, invoiceId, msg: REFUSED }),
    );
  }

  it('does not pay for a link whose customer comes back with it', async () => {
    await app.get(`/payment/success/${unpaidId}/?tracking_id=${invoiceId}`).expect(200);
    await expectRefused();
  });

  it('does not pay for a link that a forged webhook names it for', async () => {
    const borrowed = { id: unpaidId, invoiceId, reference: `${unpaidId}-1` };
    await deliver(app, paidEvent(borrowed, shop, { challenge: 'forged' }));
    await expectRefused();
  });
});
