import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { aPackage, aShop, type Shop } from '../support/shop.js';

const NAME = 'Siku nzima – ₭50 😀';

describe('a body', () => {
  let app: TestApp;
  let shop: Shop;
  let path: string;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
    path = `/routers/${shop.routerId}/packages/`;
    for (let number = 1; number <= 4; number += 1) {
      await aPackage(app, shop, shop.routerId, { name: `${NAME} ${number}` });
    }
  });
  afterAll(() => app.stop());

  it('of any length is sent with its length in bytes', async () => {
    const { headers, text } = await app.get(path, shop.portal).expect(200);
    expect(text.length).toBeGreaterThan(1_000);
    expect(text).toContain(NAME);
    expect(Number(headers['content-length'])).toBe(Buffer.byteLength(text));
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
  });
});
