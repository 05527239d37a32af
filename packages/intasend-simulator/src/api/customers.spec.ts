import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Simulator, startSimulator } from '../simulator.js';
import { Merchant } from '../testing/merchant.js';

describe('customers/', () => {
  let simulator: Simulator;
  let shop: Merchant;

  beforeEach(async () => {
    simulator = await startSimulator({ port: 0, speed: 0 });
    shop = new Merchant(simulator.url);
  });

  afterEach(() => simulator.stop());

  it('are those who were asked to pay, each once, with what they were asked for', async () => {
    const first = await shop.push();
    await shop.push({ phone_number: '254722000000' });
    const again = await shop.push();
    const { customer } = again.body;
    const id = String(customer['customer_id']);

    const { body } = await shop.get<{ results: object[] }>('customers/');
    expect(body.results).toMatchObject([customer, { phone_number: '254722000000' }]);
    expect((await shop.get(`customers/${id}`)).body).toEqual(customer);
    const asked = await shop.get<{ results: object[] }>(`customers/${id}/transactions`);
    expect(asked.body.results).toEqual([again.body.invoice, first.body.invoice]);
  });

  it('are not shown to other accounts', async () => {
    const { customer } = (await shop.push()).body;
    const other = new Merchant(simulator.url, 'other');
    expect((await other.get(`customers/${String(customer['customer_id'])}`)).status).toBe(404);
    expect((await other.get('customers/')).body).toMatchObject({ count: 0 });
    expect((await shop.get('customers/', {})).status).toBe(401);
  });
});
