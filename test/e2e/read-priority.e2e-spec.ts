import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ReadPriority } from '../../src/common/read-priority.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { aPhone, checkStatus, initiate } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';

describe('read priority', () => {
  let app: TestApp;
  let shop: Shop;
  let paymentId: string;
  let readStarted: jest.SpiedFunction<ReadPriority['readStarted']>;
  let runWrite: jest.SpiedFunction<ReadPriority['runWrite']>;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
    const { body } = await initiate(app, shop, { phone_number: aPhone() }).expect(201);
    paymentId = String(body.payment.id);
    const readPriority = app.nest.get(ReadPriority);
    readStarted = jest.spyOn(readPriority, 'readStarted');
    runWrite = jest.spyOn(readPriority, 'runWrite');
  });
  afterAll(() => app.stop());
  beforeEach(() => {
    readStarted.mockClear();
    runWrite.mockClear();
  });

  it('counts payment checks, package lists and payment lists as reads', async () => {
    await checkStatus(app, shop, paymentId).expect(200);
    expect(readStarted).toHaveBeenCalledTimes(1);
    await app.get(`/routers/${String(shop.routerId)}/packages/`, shop.portal).expect(200);
    expect(readStarted).toHaveBeenCalledTimes(2);
    await app.get('/payments/', shop.token).expect(200);
    expect(readStarted).toHaveBeenCalledTimes(3);
    await app.get(`/payments/${paymentId}/`, shop.token).expect(200);
    expect(readStarted).toHaveBeenCalledTimes(4);
  });

  it('counts a sale as three writes: rate limit, sale, and the answer of the provider', async () => {
    await initiate(app, shop, { phone_number: aPhone() }).expect(201);
    expect(runWrite).toHaveBeenCalledTimes(3);
    expect(readStarted).not.toHaveBeenCalled();
  });

  it('counts a sale at a wrong price as two writes, because it creates a payment', async () => {
    await initiate(app, shop, { phone_number: aPhone(), amount: '1.00' }).expect(400);
    expect(runWrite).toHaveBeenCalledTimes(2);
  });
});
