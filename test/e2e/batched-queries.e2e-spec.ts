import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { aShop, type Shop } from '../support/shop.js';
import { aPhone, checkStatus, initiate } from '../support/selling.js';

const OPERATORS = 6;
const A_MINUTE = 60_000;

interface Seller {
  readonly shop: Shop;
  readonly paymentId: string;
}

describe('customers of several operators whose queries run in one batch', () => {
  let app: TestApp;
  const sellers: Seller[] = [];

  beforeAll(async () => {
    app = await startTestApp();
    for (let number = 1; number <= OPERATORS; number += 1) {
      const shop = await aShop(app, { price: `${number}0.00`, durationHours: number });
      const begun = await initiate(app, shop, { phone_number: aPhone() }).expect(201);
      sellers.push({ shop, paymentId: String(begun.body.payment.id) });
    }
    await app.simulator.control.advance(A_MINUTE);
    for (const { shop, paymentId } of sellers) await checkStatus(app, shop, paymentId).expect(200);
  });
  afterAll(() => app.stop());

  /** Everybody asks about everything at once; gives the answers in a square of who and what. */
  const everyPair = <T>(answer: (asking: Seller, asked: Seller) => T): Promise<Awaited<T>[][]> =>
    Promise.all(
      sellers.map((asking) => Promise.all(sellers.map((asked) => answer(asking, asked)))),
    );

  it('see their own payment, and nobody else’s', async () => {
    const told = await everyPair(async (asking, asked) => {
      const { status, body } = await checkStatus(app, asking.shop, asked.paymentId);
      const { id, amount } = (body.payment ?? {}) as { id?: string; amount?: string };
      return [status, id, amount];
    });
    expect(told).toEqual(
      await everyPair((asking, { paymentId, shop }) =>
        asking.shop === shop ? [200, paymentId, shop.price] : [404, undefined, undefined],
      ),
    );
  });

  it('see the packages of their own router, and nobody else’s', async () => {
    const shown = await everyPair(async (asking, { shop }) => {
      const path = `/routers/${String(shop.routerId)}/packages/`;
      const { status, body } = await app.get(path, asking.shop.portal);
      const packages = body.packages as { id: number }[] | undefined;
      return [status, packages?.map(({ id }) => id)];
    });
    expect(shown).toEqual(
      await everyPair((asking, { shop }) =>
        asking.shop === shop ? [200, [shop.packageId]] : [404, undefined],
      ),
    );
  });

  it('buy packages of their own router, and nobody else’s', async () => {
    const bought = await everyPair(async (asking, { shop }) => {
      const { status, body } = await initiate(app, asking.shop, {
        ...{ router_id: shop.routerId, package_id: shop.packageId, amount: shop.price },
        phone_number: aPhone(),
      });
      const { amount } = (body.payment ?? {}) as { amount?: string };
      return [status, amount];
    });
    expect(bought).toEqual(
      await everyPair((asking, { shop }) =>
        asking.shop === shop ? [201, shop.price] : [404, undefined],
      ),
    );
    const keys = await app.database.query(
      `SELECT DISTINCT a.user_id = c.user_id AS own
         FROM payment_attempts a JOIN credentials c ON c.id = a.credential_id`,
    );
    expect(keys).toEqual([{ own: true }]);
  });
});
