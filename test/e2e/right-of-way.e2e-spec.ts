import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { RightOfWay } from '../../src/common/right-of-way.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { aPhone, checkStatus, initiate } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';

describe('the right of way of those who only look', () => {
  let app: TestApp;
  let shop: Shop;
  let paymentId: string;
  let taken: jest.SpiedFunction<RightOfWay['taken']>;
  let given: jest.SpiedFunction<RightOfWay['give']>;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
    const { body } = await initiate(app, shop, { phone_number: aPhone() }).expect(201);
    paymentId = String(body.payment.id);
    const way = app.nest.get(RightOfWay);
    taken = jest.spyOn(way, 'taken');
    given = jest.spyOn(way, 'give');
  });
  afterAll(() => app.stop());
  beforeEach(() => {
    taken.mockClear();
    given.mockClear();
  });

  it('is taken by customers who ask and operators who list', async () => {
    await checkStatus(app, shop, paymentId).expect(200);
    expect(taken).toHaveBeenCalledTimes(1);
    await app.get(`/routers/${String(shop.routerId)}/packages/`, shop.portal).expect(200);
    expect(taken).toHaveBeenCalledTimes(2);
    await app.get('/payments/', shop.token).expect(200);
    expect(taken).toHaveBeenCalledTimes(3);
    await app.get(`/payments/${paymentId}/`, shop.token).expect(200);
    expect(taken).toHaveBeenCalledTimes(4);
  });

  it('is given by a sale: while it is counted, begun, and written down', async () => {
    await initiate(app, shop, { phone_number: aPhone() }).expect(201);
    expect(given).toHaveBeenCalledTimes(3);
    expect(taken).not.toHaveBeenCalled();
  });

  it('is given by a sale at a wrong price, which leaves a payment behind', async () => {
    await initiate(app, shop, { phone_number: aPhone(), amount: '1.00' }).expect(400);
    expect(given).toHaveBeenCalledTimes(2);
  });
});
