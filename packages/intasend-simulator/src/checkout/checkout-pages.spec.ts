import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type WebhookReceiver } from 'simulator-core/testing';
import { type Simulator } from '../simulator.js';
import { type CheckoutJson, type Merchant, ORDINARY_PHONE } from '../testing/merchant.js';
import { type MerchantBench, openMerchantBench } from '../testing/merchant-bench.js';

const EVIL = `"><script>alert('x')</script>`;

describe('the payment page', () => {
  let bench: MerchantBench;
  let receiver: WebhookReceiver;
  let simulator: Simulator;
  let shop: Merchant;

  beforeEach(async () => {
    bench = await openMerchantBench();
    ({ receiver, simulator, shop } = bench);
  });

  afterEach(() => bench.close());

  const open = async (fields: Record<string, unknown> = {}): Promise<CheckoutJson> =>
    (await shop.checkout({ redirect_url: 'https://shop.example/done/?a=1', ...fields })).body;
  const look = (address: string) => fetch(new URL(address, simulator.url), { redirect: 'manual' });
  const submit = (address: string, form: Record<string, string>) =>
    fetch(address, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
  /** Submits the form and returns the URL of the waiting page. */
  const pay = async (checkout: CheckoutJson, phone_number = ORDINARY_PHONE): Promise<string> => {
    const response = await submit(checkout.url, { phone_number, action: 'pay' });
    expect(response.status).toBe(303);
    return response.headers.get('location') ?? '';
  };
  const stateOf = async (waiting: string): Promise<unknown> =>
    (await look(waiting.replace('/wait/', '/state/'))).json();

  it('shows the amount, the reference and the phone number to be prompted', async () => {
    const { url } = await open({ phone_number: '0712 345 678' });
    const response = await look(url);
    const page = await response.text();

    expect(response.status).toBe(200);
    expect(page).toContain('50.00');
    expect(page).toContain('Reference order-1');
    expect(page).toContain('value="0712 345 678"');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('serves its own style and script', async () => {
    for (const [path, type] of [
      ['/assets/checkout.css', 'text/css'],
      ['/assets/wait.js', 'text/javascript'],
    ] as const) {
      const response = await look(path);
      await response.text();
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toContain(type);
    }
  });

  it('pays: prompts, waits, and leads back with everything the merchant needs', async () => {
    const checkout = await open();
    const waiting = await pay(checkout);

    expect(await (await look(waiting)).text()).toContain('Check your phone');
    expect(await stateOf(waiting)).toEqual({ state: 'PENDING', is_final: false, next: null });
    await simulator.control.fastForward();

    const back = await look(waiting);
    const target = new URL(back.headers.get('location') ?? '');
    expect(back.status).toBe(303);
    expect(`${target.origin}${target.pathname}`).toBe('https://shop.example/done/');
    const { tracking_id, ...others } = Object.fromEntries(target.searchParams);
    expect(others).toEqual({ a: '1', signature: checkout.signature, checkout_id: checkout.id });
    expect(await shop.status(tracking_id ?? '')).toMatchObject({
      state: 'COMPLETE',
      api_ref: 'order-1',
      account: ORDINARY_PHONE,
    });
    expect(await stateOf(waiting)).toEqual({
      state: 'COMPLETE',
      is_final: true,
      next: target.href,
    });
    expect(receiver.states()).toEqual(['PENDING', 'PROCESSING', 'COMPLETE']);
  });

  it('thanks the payer when the merchant gave no address to go back to', async () => {
    const waiting = await pay(await open({ redirect_url: undefined }));
    await simulator.control.fastForward();
    const page = await (await look(waiting)).text();
    expect(page).toContain('Thank you');
    expect(page).toMatch(/Receipt <strong>T[A-Z0-9]{9}</);
  });

  it('reads a short Kenyan number and lets the phone decide the outcome', async () => {
    const waiting = await pay(await open(), '0700 000 103');
    await simulator.control.fastForward();
    const [invoice] = simulator.control.invoices();

    expect(invoice).toMatchObject({ phone: '254700000103', outcome: 'wrong_pin', state: 'FAILED' });
    const page = await (await look(waiting)).text();
    expect(page).toContain('The initiator information is invalid.');
    expect(page).toContain('Try again');
  });

  it('can be paid after a try that failed, with a second invoice', async () => {
    const checkout = await open();
    await pay(checkout, '254700000101');
    await simulator.control.fastForward();
    await pay(checkout);
    await simulator.control.fastForward();

    expect(simulator.control.invoices('order-1').map(({ state }) => state)).toEqual([
      'FAILED',
      'COMPLETE',
    ]);
  });

  it('takes the money twice when two people pay at the same time', async () => {
    const checkout = await open();
    await pay(checkout);
    await pay(checkout, '254712345679');
    await simulator.control.fastForward();
    expect(simulator.control.books()).toHaveLength(2);
  });

  it('cannot be paid once it is paid', async () => {
    const checkout = await open();
    await pay(checkout);
    await simulator.control.fastForward();

    const again = await submit(checkout.url, { phone_number: ORDINARY_PHONE, action: 'pay' });
    expect(again.status).toBe(409);
    expect(await (await look(checkout.url)).text()).toContain('has been made already');
    expect(simulator.control.books()).toHaveLength(1);
  });

  it('is cancelled by its other button, without a phone number', async () => {
    const checkout = await open();
    const response = await submit(checkout.url, { phone_number: '', action: 'fail' });
    await simulator.control.advance(2_000);

    expect(response.status).toBe(303);
    expect(simulator.control.invoices()).toMatchObject([{ state: 'FAILED', taken: null }]);
    expect(receiver.states()).toEqual(['PENDING', 'PROCESSING', 'FAILED']);
  });

  it('takes phone numbers of the other countries as they are', async () => {
    await pay(await open(), '+256 712 345 678');
    expect(simulator.control.invoices()).toMatchObject([{ phone: '256712345678' }]);
  });

  it('asks again when the phone number cannot be one, and keeps what was typed', async () => {
    const { url } = await open();
    const response = await submit(url, { phone_number: EVIL, action: 'pay' });
    const page = await response.text();

    expect(response.status).toBe(400);
    expect(page).toContain('Please enter a phone number');
    expect(page).toContain('value="&quot;&gt;&lt;script&gt;');
    expect(simulator.control.invoices()).toEqual([]);
  });

  it('lets the payer choose when the merchant named no amount', async () => {
    const { url } = await open({ amount: undefined });
    expect(await (await look(url)).text()).toContain('Amount in KES');

    const form = { phone_number: ORDINARY_PHONE, action: 'pay' };
    expect((await submit(url, { ...form, amount: '0.5' })).status).toBe(400);
    expect((await submit(url, { ...form, amount: '75' })).status).toBe(303);
    expect(simulator.control.invoices()).toMatchObject([{ prompted: '75.00' }]);
  });

  it('does not let the payer choose when the merchant did', async () => {
    const { url } = await open();
    await submit(url, { phone_number: ORDINARY_PHONE, action: 'pay', amount: '1' });
    expect(simulator.control.invoices()).toMatchObject([{ prompted: '50.00' }]);
  });

  it('never reflects markup from the merchant or the payer', async () => {
    const checkout = await open({ api_ref: EVIL, phone_number: EVIL });
    const waiting = await pay(checkout);
    for (const address of [checkout.url, waiting]) {
      expect(await (await look(address)).text()).not.toContain('<script>');
    }
  });

  it('charges a card when the checkout is for cards, and shows the e-mail as account', async () => {
    await pay(await open({ method: 'CARD-PAYMENT', email: 'jane@example.com', amount: '10.55' }));
    await simulator.control.fastForward();
    expect(receiver.events.at(-1)?.body).toMatchObject({
      provider: 'CARD-PAYMENT',
      account: 'jane@example.com',
      value: '10.55',
      charges: '0.37',
    });
  });

  it('is not there for an unknown checkout, nor the wait for an invoice of another', async () => {
    const waiting = await pay(await open());
    const other = await open();
    expect((await look('/checkout/nothing/express/')).status).toBe(404);
    expect((await submit(`${simulator.url}/checkout/nothing/express/`, {})).status).toBe(404);
    const trackingId = new URL(waiting, simulator.url).searchParams.get('tracking_id') ?? '';
    expect((await look(`${other.url}wait/?tracking_id=${trackingId}`)).status).toBe(404);
    expect((await look(`${other.url}state/?tracking_id=${trackingId}`)).status).toBe(404);
  });
});
