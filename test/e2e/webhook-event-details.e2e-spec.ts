import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { anOperator, aShop, type Shop } from '../support/shop.js';
import { aPromptOut, deliver, paidEvent, type PromptOut } from '../support/webhooks.js';

describe('a webhook event', () => {
  let app: TestApp;
  let shop: Shop;
  let sold: PromptOut;
  let event: { readonly id: number };

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
    sold = await aPromptOut(app, shop);
    await deliver(app, paidEvent(sold, shop));
    const { body } = await app.get('/payments/webhook-events/', shop.token).expect(200);
    event = body.results[0] as { id: number };
  });
  afterAll(() => app.stop());

  const path = (): string => `/payments/webhook-events/${event.id}/`;

  it('is shown with what the provider has sent, and without its challenge', async () => {
    const { body, text } = await app.get(path(), shop.token).expect(200);
    expect(body).toMatchObject({
      ...event,
      provider: 'instasend',
      body: { invoice_id: sold.invoiceId, state: 'COMPLETE', value: '50.00' },
    });
    expect(text).not.toContain(shop.challenge);
  });

  it('is shown to its operator alone', async () => {
    const stranger = await anOperator(app);
    const { body } = await app.get(path(), stranger.token).expect(404);
    expect(body).toMatchObject({ code: 'webhook_event_not_found' });
    await app.get(path(), shop.portal).expect(401);
  });
});
