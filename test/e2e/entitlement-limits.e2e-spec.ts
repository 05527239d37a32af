import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { aShop, type Shop } from '../support/shop.js';
import { aPromptOut, deliver, paidEvent } from '../support/webhooks.js';

describe('the entitlement of a payment', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
  });
  afterAll(() => app.stop());

  it('has the limits that the package had when it was sold', async () => {
    const setLimits = (devices: number, cap: number | null) =>
      app.database.query(`UPDATE packages SET device_limit = $2, data_cap_mb = $3 WHERE id = $1`, [
        shop.packageId,
        devices,
        cap,
      ]);
    await setLimits(3, 500);
    const sold = await aPromptOut(app, shop);
    await setLimits(1, null);
    await deliver(app, paidEvent(sold, shop));
    const rows = await app.database.query(
      `SELECT device_limit AS devices, data_cap_mb AS cap FROM entitlements WHERE payment_id = $1`,
      [sold.id],
    );
    expect(rows).toEqual([{ devices: 3, cap: 500 }]);
  });
});
