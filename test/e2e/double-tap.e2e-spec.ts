import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Response } from 'supertest';
import { KeyRing } from '../../src/common/crypto/key-ring.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { aPackage, aRouter, aShop, type Shop } from '../support/shop.js';
import { aPhone, initiate, type Overrides, paymentDetails } from '../support/selling.js';

const A_MINUTE = 60_000;
const TAPS = 8;

describe('a double tap', () => {
  let database: TestDatabase;
  let app: TestApp;
  let twin: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    database = await createTestDatabase();
    const settings = { ENCRYPTION_KEY: KeyRing.generateKey() };
    app = await startTestApp({ databaseUrl: database.url, settings });
    twin = await startTestApp({
      databaseUrl: database.url,
      simulator: app.simulator,
      settings,
    });
    shop = await aShop(app);
  });
  afterAll(async () => {
    await twin.stop();
    await app.stop();
    await database.drop();
  });

  const idOf = ({ body }: Response): string => String(body.payment.id);

  /** The prompts that a phone, written `07…`, has seen. */
  const promptsOf = (phone: string): unknown[] =>
    app.simulator.control.invoices().filter((each) => each.phone === `254${phone.slice(1)}`);

  async function paymentsOf(phone: string): Promise<number> {
    const rows = await app.database.query('SELECT id FROM payments WHERE phone_number = $1', [
      phone,
    ]);
    return rows.length;
  }

  async function ageSlots(seconds: number): Promise<void> {
    await app.database.query(
      `UPDATE prompt_slots SET taken_at = now() - $1::integer * interval '1 second'`,
      [seconds],
    );
  }

  it('answers 200 with the payment of the first, and prompts once', async () => {
    const phone = aPhone();
    const device = { phone_number: phone, mac_address: 'aa:bb:cc:dd:ee:01' };
    const first = await initiate(app, shop, device).expect(201);
    const second = await initiate(app, shop, device).expect(200);
    expect(second.body).toStrictEqual({
      message: 'STK push already sent',
      // Whoever taps may be a stranger.
      payment: { ...first.body.payment, phone_number: '' },
      intasend: { ...first.body.intasend, message: 'STK push already sent' },
    });
    expect(promptsOf(phone)).toHaveLength(1);
    expect(await paymentsOf(phone)).toBe(1);
  });

  it('is one whatever the spelling of phone and device', async () => {
    const first = await initiate(app, shop, {
      phone_number: '0799111222',
      mac_address: 'aa:bb:cc:dd:ee:02',
    }).expect(201);
    const second = await initiate(app, shop, {
      phone_number: '+254 799 111 222',
      mac_address: 'AABBCCDDEE02',
    }).expect(200);
    expect(second.body.payment).toMatchObject({ id: idOf(first), phone_number: '' });
    expect(promptsOf('0799111222')).toHaveLength(1);
  });

  it.each([
    ['one server', () => [app]],
    ['two servers on one database', () => [app, twin]],
  ] as const)(
    'makes one payment and one prompt of eight taps at once on %s',
    async (_, servers) => {
      const phone = aPhone();
      const targets = servers();
      const answers = await Promise.all(
        Array.from({ length: TAPS }, (_each, tap) =>
          initiate(targets[tap % targets.length] ?? app, shop, { phone_number: phone }),
        ),
      );
      const statuses = answers.map(({ status }) => status).sort();
      expect(statuses).toEqual([...Array<number>(TAPS - 1).fill(200), 201]);
      expect(new Set(answers.map(idOf)).size).toBe(1);
      expect(promptsOf(phone)).toHaveLength(1);
      expect(await paymentsOf(phone)).toBe(1);
    },
  );

  it('is one while the first call has not been answered yet', async () => {
    const phone = aPhone();
    app.simulator.control.addFault({ fault: 'hang_after' });
    const first = initiate(app, shop, { phone_number: phone }).then((answer) => answer);
    await app.simulator.control.waitFor(() => promptsOf(phone).length === 1);

    const second = await initiate(twin, shop, { phone_number: phone }).expect(200);
    expect(second.body).toMatchObject({
      message: 'STK push already sent',
      payment: { status: 'pending', intasend_invoice_id: '' },
      intasend: { payment_id: '', invoice_id: '', state: 'PENDING' },
    });

    const answered = await first;
    expect(answered.status).toBe(202);
    expect(idOf(answered)).toBe(idOf(second));
    expect(promptsOf(phone)).toHaveLength(1);
  });

  it('is not one when phone, device, package or router differ', async () => {
    const phone = aPhone();
    const otherPackage = await aPackage(app, shop, shop.routerId);
    const otherRouter = await aRouter(app, shop);
    const packageThere = await aPackage(app, shop, otherRouter);
    const sales: Overrides[] = [
      { phone_number: phone },
      { phone_number: aPhone() },
      { phone_number: phone, mac_address: 'aa:bb:cc:dd:ee:03' },
      { phone_number: phone, mac_address: 'aa:bb:cc:dd:ee:04' },
      { phone_number: phone, package_id: otherPackage },
      { phone_number: phone, router_id: otherRouter, package_id: packageThere },
    ];
    const ids = [];
    for (const sale of sales) ids.push(idOf(await initiate(app, shop, sale).expect(201)));
    expect(new Set(ids).size).toBe(sales.length);
    expect(promptsOf(phone)).toHaveLength(sales.length - 1);
  });

  it('is not one at another operator', async () => {
    const phone = aPhone();
    await initiate(app, shop, { phone_number: phone }).expect(201);
    await initiate(app, await aShop(app), { phone_number: phone }).expect(201);
    expect(promptsOf(phone)).toHaveLength(2);
  });

  it('is not one once the first payment has failed', async () => {
    const phone = '0799000101';
    const first = await initiate(app, shop, { phone_number: phone }).expect(201);
    await initiate(app, shop, { phone_number: phone }).expect(200);
    await app.simulator.control.advance(A_MINUTE);
    await app.idle();
    expect((await paymentDetails(app, shop, idOf(first))).status).toBe('failed');

    const again = await initiate(app, shop, { phone_number: phone }).expect(201);
    expect(idOf(again)).not.toBe(idOf(first));
    expect(promptsOf(phone)).toHaveLength(2);
  });

  it('is not one once the first payment is paid, because the customer buys again', async () => {
    const phone = aPhone();
    const first = await initiate(app, shop, { phone_number: phone }).expect(201);
    await app.simulator.control.advance(A_MINUTE);
    await app.idle();
    expect((await paymentDetails(app, shop, idOf(first))).status).toBe('completed');
    const again = await initiate(app, shop, { phone_number: phone }).expect(201);
    expect(idOf(again)).not.toBe(idOf(first));
  });

  it('is one for 90 seconds, and then a new prompt', async () => {
    const phone = aPhone();
    const first = await initiate(app, shop, { phone_number: phone }).expect(201);
    await ageSlots(80);
    const second = await initiate(app, shop, { phone_number: phone }).expect(200);
    expect(idOf(second)).toBe(idOf(first));

    await ageSlots(90);
    const third = await initiate(app, shop, { phone_number: phone }).expect(201);
    expect(idOf(third)).not.toBe(idOf(first));
    expect(promptsOf(phone)).toHaveLength(2);
    const fourth = await initiate(app, shop, { phone_number: phone }).expect(200);
    expect(idOf(fourth)).toBe(idOf(third));
  });
});
