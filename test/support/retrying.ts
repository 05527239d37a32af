import { type Test } from 'supertest';
import { type Headers, type TestApp } from './app.js';
import { type Shop } from './shop.js';
import { aPromptOut, deliver, failedEvent, type PromptOut } from './webhooks.js';

/** Retries a payment, through the shop's portal unless `headers` say otherwise. */
export const retry = (
  app: TestApp,
  shop: Shop,
  paymentId: unknown,
  headers: Headers = shop.portal,
): Test => app.post(`/payments/intasend/${String(paymentId)}/retry/`, undefined, headers);

/** A payment whose prompt was cancelled on the phone. */
export async function aFailedPrompt(app: TestApp, shop: Shop): Promise<PromptOut> {
  const sold = await aPromptOut(app, shop);
  await deliver(app, { ...failedEvent(sold, shop) });
  return sold;
}

/** Retries a payment and returns the new attempt. */
export async function retried(app: TestApp, shop: Shop, { id }: PromptOut): Promise<PromptOut> {
  const { body } = await retry(app, shop, id).expect(201);
  const number = Number(body.payment.retry_count) + 1;
  return { id, reference: `${id}-${number}`, invoiceId: String(body.intasend.invoice_id) };
}
