import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Simulator, startSimulator } from '../simulator.js';
import { Merchant } from '../testing/merchant.js';

interface Page {
  count: number;
  next: string | null;
  previous: string | null;
  results: Record<string, unknown>[];
}

describe('GET invoices/', () => {
  let simulator: Simulator;
  let shop: Merchant;

  beforeEach(async () => {
    simulator = await startSimulator({ port: 0, speed: 0 });
    shop = new Merchant(simulator.url);
  });

  afterEach(() => simulator.stop());

  const refsOf = async (path: string): Promise<unknown[]> =>
    (await shop.get<Page>(path)).body.results.map((row) => row['api_ref']);

  it('finds a payment by the reference of the merchant', async () => {
    await shop.push({ api_ref: 'order-1' });
    const { body } = await shop.push({ api_ref: 'order-2' });

    const found = await shop.get<Page>('invoices/?api_ref=order-2');

    expect(found.body).toEqual({ count: 1, next: null, previous: null, results: [body.invoice] });
  });

  it('gives an empty page for a reference nobody used', async () => {
    const { status, body } = await shop.get<Page>('invoices/?api_ref=nothing');
    expect(status).toBe(200);
    expect(body).toEqual({ count: 0, next: null, previous: null, results: [] });
  });

  it('shows the newest first and page by page', async () => {
    for (const ref of ['a', 'b', 'c', 'd', 'e']) await shop.push({ api_ref: ref });

    const first = await shop.get<Page>('invoices/?page_size=2&currency=KES');
    const second = await shop.get<Page>(first.body.next ?? '');
    const third = await shop.get<Page>(second.body.next ?? '');

    const pages = [first, second, third].map(({ body }) =>
      body.results.map((row) => row['api_ref']),
    );
    expect(pages).toEqual([['e', 'd'], ['c', 'b'], ['a']]);
    expect(third.body).toMatchObject({ count: 5, next: null });
    expect(first.body.previous).toBeNull();
    expect(third.body.previous).toBe(
      `${simulator.url}/api/v1/invoices/?page_size=2&currency=KES&page=2`,
    );
    expect((await shop.get('invoices/?page=9')).status).toBe(404);
  });

  it('filters by state and currency', async () => {
    await shop.push({ api_ref: 'paid' });
    await shop.push({ api_ref: 'refused', phone_number: '254700000101' });
    await shop.push({ api_ref: 'dollars', phone_number: '254700000123' });
    await simulator.control.advance(60_000);

    expect(await refsOf('invoices/?state=FAILED')).toEqual(['refused']);
    expect(await refsOf('invoices/?state=COMPLETE')).toEqual(['dollars', 'paid']);
    expect(await refsOf('invoices/?currency=USD')).toEqual(['dollars']);
    expect(await refsOf('invoices/?state=COMPLETE&currency=KES&api_ref=paid')).toEqual(['paid']);
  });

  it('shows one invoice by its id', async () => {
    const { body } = await shop.push();
    const { invoice_id: id } = body.invoice;
    expect((await shop.get(`invoices/${id}/`)).body).toEqual(body.invoice);
    expect((await shop.get('invoices/AAAAAAA/')).status).toBe(404);
  });

  it("shows nothing of another account's invoices", async () => {
    const { body } = await shop.push({ api_ref: 'mine' });
    const other = new Merchant(simulator.url, 'other');

    expect((await other.get<Page>('invoices/?api_ref=mine')).body.count).toBe(0);
    expect((await other.get<Page>('invoices/')).body.count).toBe(0);
    expect((await other.get(`invoices/${body.invoice.invoice_id}/`)).status).toBe(404);
  });
});
