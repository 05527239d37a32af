import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Simulator, startSimulator } from '../simulator.js';
import { Merchant, ORDINARY_PHONE } from '../testing/merchant.js';

interface Link extends Record<string, unknown> {
  readonly id: string;
  readonly url: string;
}

describe('payment links', () => {
  let simulator: Simulator;
  let shop: Merchant;

  beforeEach(async () => {
    simulator = await startSimulator({ port: 0, speed: 0 });
    shop = new Merchant(simulator.url);
  });

  afterEach(() => simulator.stop());

  const create = async (fields: Record<string, unknown> = {}): Promise<Link> =>
    (
      await shop.post<Link>('paymentlinks/', {
        title: 'WiFi',
        currency: 'KES',
        amount: 20,
        ...fields,
      })
    ).body;
  const pay = async (link: Link, form: Record<string, string> = {}): Promise<Response> => {
    const response = await fetch(link.url, {
      method: 'POST',
      body: new URLSearchParams({ phone_number: ORDINARY_PHONE, action: 'pay', ...form }),
      redirect: 'manual',
    });
    await simulator.control.fastForward();
    return response;
  };
  const page = (link: Link): Promise<Response> => fetch(link.url);

  it('are made, listed and shown, also without the slash at the end', async () => {
    const link = await create({ redirect_url: 'https://shop.example/' });
    expect(link).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      title: 'WiFi',
      is_active: true,
      amount: 20,
      usage_limit: 0,
      url: `${simulator.url}/pay/${link.id}/`,
      currency: 'KES',
      mobile_tarrif: 'BUSINESS-PAYS',
      redirect_url: 'https://shop.example/',
    });
    expect((await shop.get(`paymentlinks/${link.id}`)).body).toEqual(link);
    expect((await shop.get('paymentlinks/')).body).toMatchObject({ count: 1, results: [link] });
  });

  it('are changed', async () => {
    const link = await create();
    const response = await fetch(`${simulator.url}/api/v1/paymentlinks/${link.id}/`, {
      method: 'PUT',
      headers: { ...shop.bearer, 'Content-Type': 'application/json' },
      body: JSON.stringify({ title: 'Shut', currency: 'KES', amount: 30, is_active: false }),
    });
    expect(await response.json()).toMatchObject({ id: link.id, title: 'Shut', amount: 30 });
    expect((await page(link)).status).toBe(410);
  });

  it.each([
    [{ title: undefined }],
    [{ currency: undefined }],
    [{ amount: -5 }],
    [{ is_active: 1 }],
  ])('are refused with %p', async (fields) => {
    const body = { title: 'WiFi', currency: 'KES', ...fields };
    expect((await shop.post('paymentlinks/', body)).status).toBe(400);
  });

  it('give every payer an invoice with the same reference, which names the link', async () => {
    const link = await create();
    await pay(link);
    await pay(link, { phone_number: '0712345679' });

    const invoices = simulator.control.invoices(`ISL_${link.id}`);
    expect(invoices.map(({ state }) => state)).toEqual(['COMPLETE', 'COMPLETE']);
    const { body } = await shop.post('payment/status/', { invoice_id: invoices[0]?.invoiceId });
    expect(body).toMatchObject({ meta: { payment_link: { id: link.id, title: 'WiFi' } } });
  });

  it('lead to the page that waits, and from there back to the merchant', async () => {
    const response = await pay(await create({ redirect_url: 'https://shop.example/' }));
    expect(response.status).toBe(303);
    const waiting = new URL(response.headers.get('location') ?? '', simulator.url);
    const back = await fetch(waiting, { redirect: 'manual' });
    expect(back.headers.get('location')).toMatch(/^https:\/\/shop\.example\/\?tracking_id=/);
  });

  it('show a form, with a field for the amount when the payer chooses', async () => {
    const open = await create({ title: '<Tips>', amount: 0 });
    const text = await (await page(open)).text();
    expect(text).toContain('&lt;Tips&gt;');
    expect(text).toContain('name="amount"');
    expect((await pay(open, { amount: 'free' })).status).toBe(400);
    expect((await pay(open, { amount: '35' })).status).toBe(303);
    expect(simulator.control.books()).toMatchObject([{ amount: '35.00' }]);
  });

  it('can be used only as often as their limit says, without failed attempts', async () => {
    const link = await create({ usage_limit: 1 });
    await pay(link, { phone_number: '254700000101' });
    expect((await page(link)).status).toBe(200);
    await pay(link);
    expect((await page(link)).status).toBe(410);
    expect((await pay(link)).status).toBe(410);
  });

  it("are not there for another account's keys", async () => {
    const link = await create();
    const other = new Merchant(simulator.url, 'other');
    expect((await other.get(`paymentlinks/${link.id}`)).status).toBe(404);
    expect((await other.get('paymentlinks/')).body).toMatchObject({ count: 0 });
    expect((await fetch(`${simulator.url}/pay/nothing/`)).status).toBe(404);
  });
});
