import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { startTestApp, type TestApp } from '../support/app.js';
import { aPackage, aRouter, aShop, type Shop } from '../support/shop.js';

const NAME = 'Siku nzima – ₭50 😀';

describe('a body of JSON', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
  });
  afterAll(() => app.stop());

  it.each([
    { packages: 1, least: 0, most: 1_000 },
    { packages: 4, least: 1_000, most: 4_096 },
    { packages: 16, least: 4_096, most: 20_000 },
  ])('is sent with its length in bytes: $least to $most characters', async (given) => {
    const routerId = await aRouter(app, shop);
    for (let number = 1; number <= given.packages; number += 1) {
      await aPackage(app, shop, routerId, { name: `${NAME} ${number}` });
    }
    const path = `/routers/${routerId}/packages/`;
    const { headers, text } = await app.get(path, shop.portal).expect(200);
    expect(text.length).toBeGreaterThanOrEqual(given.least);
    expect(text.length).toBeLessThan(given.most);
    expect(text).toContain(NAME);
    expect(Number(headers['content-length'])).toBe(Buffer.byteLength(text));
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    const head = await request(app.url).head(path).set(shop.portal).expect(200);
    expect(head.text).toBeUndefined();
    expect(head.headers).toMatchObject({
      'content-length': headers['content-length'],
      'content-type': headers['content-type'],
    });
  });
});
