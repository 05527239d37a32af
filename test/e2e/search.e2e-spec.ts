import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids/uuid.js';
import { aFailedPrompt, retried } from '../support/retrying.js';
import { aPhone, checkStatus, initiate } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import {
  aReceipt,
  aTillShop,
  AtTheTill,
  startTillApp,
  type TillApp,
} from '../support/till-shop.js';
import { deliver, paidEvent } from '../support/webhooks.js';

const MAC = 'AA:BB:CC:00:00:5E';

interface Hit {
  readonly type: string;
  readonly matched_by: string;
  readonly id: string;
  readonly payment: Readonly<Record<string, unknown>> | null;
  readonly entitlement: Readonly<Record<string, unknown>> | null;
  readonly receipt: Readonly<Record<string, unknown>> | null;
}

describe('a search', () => {
  let at: TillApp;
  let till: AtTheTill;
  let shop: Shop;
  let other: Shop;
  const phone = aPhone();
  const receipt = 'TDL4S5E6A7';
  let id: string;
  let invoice: string;
  let entitlement: string;
  let code: string;

  beforeAll(async () => {
    at = await startTillApp();
    till = new AtTheTill(at, await aTillShop(at));
    ({ shop } = till);
    other = await aShop(at.app);
    const sale = { phone_number: phone, mac_address: MAC };
    const { body } = await initiate(at.app, shop, sale).expect(201);
    id = String(body.payment.id);
    invoice = String(body.intasend.invoice_id);
    at.app.simulator.control.complete(invoice);
    await checkStatus(at.app, shop, id).expect(200);
    await at.app.idle();
    await at.app.database.query('UPDATE payments SET mpesa_reference = $2 WHERE id = $1', [
      id,
      receipt,
    ]);
    const [row] = await at.app.database.query<{ id: string; code: string }>(
      'SELECT id, access_code AS code FROM entitlements WHERE payment_id = $1',
      [id],
    );
    ({ id: entitlement, code } = row ?? { id: '', code: '' });
  });
  afterAll(() => at.stop());

  async function find(q: string, by: Shop = shop): Promise<readonly Hit[]> {
    const answer = await at.app.get(`/search/?q=${encodeURIComponent(q)}`, by.token).expect(200);
    return answer.body.hits as Hit[];
  }
  const inShort = (hits: readonly Hit[]): string[] =>
    hits.map(({ type, matched_by: by, id: found }) => `${type} ${found} by ${by}`);
  const ofPayment = (by: string): string => `payment ${id} by ${by}`;
  const ofEntitlement = (by: string): string => `entitlement ${entitlement} by ${by}`;

  it('shows the payment of a receipt in one line', async () => {
    const answer = await at.app.get(`/search/?q=${receipt}`, shop.token).expect(200);
    const [found] = answer.body.hits as Hit[];
    expect(answer.body).toEqual({ q: receipt, hits: [found] });
    expect(found).toEqual({
      ...{ type: 'payment', matched_by: 'mpesa_reference', id, entitlement: null, receipt: null },
      payment: {
        ...{ id, status: 'completed', amount: '50.00', currency: 'KES' },
        phone_number: `+254${phone.slice(1)}`,
        mpesa_reference: receipt,
        router: { id: shop.routerId, name: 'Cafe' },
        package: { id: shop.packageId, name: expect.stringContaining('Package') },
        created_at: expect.stringContaining('T'),
        completed_at: expect.stringContaining('T'),
      },
    });
  });

  it('shows the entitlement of a code in one line', async () => {
    const [found] = await find(code);
    expect(found).toEqual({
      ...{ type: 'entitlement', matched_by: 'access_code', id: entitlement },
      ...{ payment: null, receipt: null },
      entitlement: {
        ...{ id: entitlement, state: 'running', access_code: code, payment_id: id },
        ends_at: expect.stringContaining('T'),
        router: { id: shop.routerId, name: 'Cafe' },
        package: { id: shop.packageId, name: expect.stringContaining('Package') },
        phone_number: `+254${phone.slice(1)}`,
      },
    });
  });

  it.each<[string, (text: string) => string]>([
    ['as it is', (text) => text],
    ['in small letters', (text) => text.toLowerCase()],
    ['in the message that it came in', (text) => `${text} Confirmed. Ksh50.00 paid to Lipafi`],
  ])('finds a receipt %s', async (_, spelled) => {
    expect(inShort(await find(spelled(receipt)))).toEqual([ofPayment('mpesa_reference')]);
  });

  it.each<[string, (local: string) => string]>([
    ['with a 0', (local) => `0${local}`],
    ['with +254', (local) => `+254${local}`],
    ['with spaces', (local) => `254 ${local.slice(0, 3)} ${local.slice(3, 6)} ${local.slice(6)}`],
    ['without anything before it', (local) => local],
  ])('finds a phone number %s', async (_, spelled) => {
    expect(inShort(await find(spelled(phone.slice(1))))).toEqual([
      ofPayment('phone_number'),
      ofEntitlement('phone_number'),
    ]);
  });

  it.each([MAC, MAC.toLowerCase(), MAC.replaceAll(':', '-'), 'aabb.cc00.005e', 'aabbcc00005e'])(
    'finds a MAC address that is spelled %s',
    async (mac) => {
      expect(inShort(await find(mac))).toEqual([
        ofPayment('mac_address'),
        ofEntitlement('mac_address'),
      ]);
    },
  );

  it.each<[string, (text: string) => string]>([
    ['as it is', (text) => text],
    [
      'with a dash in small letters',
      (text) => `${text.slice(0, 4)}-${text.slice(4)}`.toLowerCase(),
    ],
    ['with a blank', (text) => `${text.slice(0, 4)} ${text.slice(4)}`],
  ])('finds an access code %s', async (_, spelled) => {
    expect(inShort(await find(spelled(code)))).toEqual([ofEntitlement('access_code')]);
  });

  it('finds a payment by its id, by the beginning of it, and by its invoice', async () => {
    for (const text of [id, id.toUpperCase(), id.slice(0, 23), id.replaceAll('-', '')]) {
      expect(inShort(await find(text))).toEqual([ofPayment('payment_id')]);
    }
    expect(inShort(await find(id.slice(0, 8)))).toContain(ofPayment('payment_id'));
    for (const text of [invoice, invoice.toLowerCase()]) {
      expect(inShort(await find(text))).toEqual([ofPayment('invoice_id')]);
    }
  });

  it('finds a sale that was paid twice by either of its receipts', async () => {
    const first = await aFailedPrompt(at.app, shop);
    const second = await retried(at.app, shop, first);
    const receipts = [aReceipt(), aReceipt()];
    for (const [index, attempt] of [second, first].entries()) {
      at.app.simulator.control.complete(attempt.invoiceId);
      const told = { updated_at: `2026-01-01T15:1${index}:00+03:00` };
      await deliver(
        at.app,
        paidEvent(attempt, shop, { ...told, mpesa_reference: receipts[index] }),
      );
    }
    const [counted, further] = receipts.map((text) => find(text));
    const found = [`payment ${first.id} by mpesa_reference`];
    expect(inShort((await counted) ?? [])).toEqual(found);
    expect(inShort((await further) ?? [])).toEqual(found);
  });

  it('finds money at a till, until it is the money of a payment', async () => {
    const payer = aPhone();
    const money = aReceipt();
    await till.report({ receipt: money, phone: payer });
    await till.wait();
    const { id: row } = await till.receipt(money);
    const hit = { type: 'receipt', id: String(row), payment: null, entitlement: null };
    const shown = { mpesa_reference: money, state: 'unmatched', amount: '50.00' };
    expect(await find(money)).toMatchObject([
      { ...hit, matched_by: 'mpesa_reference', receipt: shown },
    ]);
    expect(await find(payer)).toMatchObject([
      { ...hit, matched_by: 'phone_number', receipt: shown },
    ]);

    const body = { router_id: shop.routerId, package_id: shop.packageId };
    const assigned = await at.app
      .post(`/payments/receipts/${String(row)}/assign/`, body, shop.token)
      .expect(200);
    const paid = String(assigned.body.payment.id);
    expect(inShort(await find(money))).toEqual([`payment ${paid} by mpesa_reference`]);
    expect((await find(payer)).map(({ type }) => type)).toEqual(['payment', 'entitlement']);
  });

  it('shows the twenty newest of a kind, the newest first', async () => {
    const busy = aPhone();
    await at.app.database.query(
      `INSERT INTO payments (id, user_id, router_id, package_id, phone_number, phone_e164,
         amount_minor, currency, payment_method, payment_provider, package_name, duration_hours,
         download_speed_mbps, upload_speed_mbps, created_at)
       SELECT gen_random_uuid(), p.user_id, p.router_id, p.package_id, $2, $2, p.amount_minor,
              p.currency, p.payment_method, p.payment_provider, p.package_name, p.duration_hours,
              1, 1, timestamptz '2026-01-01' + n * interval '1 minute'
         FROM payments p, generate_series(1, 25) n WHERE p.id = $1`,
      [id, `+254${busy.slice(1)}`],
    );
    const times = (await find(busy)).map(({ payment }) => payment?.['created_at']);
    expect(times).toHaveLength(20);
    expect(times).toEqual([...times].sort().reverse());
    expect(times[0]).toBe('2026-01-01T00:25:00.000Z');
  });

  it.each(['Mama Njeri', '0799999999', 'ZZZZ-ZZZZ', newId(), "' OR true --", '%', '🙂'])(
    'finds nothing for %j',
    async (q) => {
      expect(await find(q)).toEqual([]);
    },
  );

  it('finds nothing of another operator', async () => {
    for (const q of [receipt, phone, MAC, code, id, id.slice(0, 8), invoice]) {
      expect(await find(q, other)).toEqual([]);
    }
  });

  it('needs something to search for', async () => {
    for (const path of [
      '/search/',
      '/search/?q=',
      '/search/?q=%20',
      `/search/?q=${'9'.repeat(501)}`,
    ]) {
      const { body } = await at.app.get(path, shop.token).expect(400);
      expect(Object.keys(body.fields)).toEqual(['q']);
    }
    await at.app.get('/search/?q=a&q=b', shop.token).expect(400);
  });

  it('is for operators alone', async () => {
    await at.app.get(`/search/?q=${receipt}`).expect(401);
    await at.app.get(`/search/?q=${receipt}`, shop.portal).expect(401);
  });
});
