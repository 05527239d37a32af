import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { RowCursors } from '../../src/database/row-cursors.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { type DatabaseProxy, startDatabaseProxy } from '../support/database-proxy.js';
import { sellUnder } from '../support/idempotency.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { aPhone, initiate } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';

/** How long the server waits for an answer of its database, in ms. */
const MAX_ANSWER_MS = 3_000;
/** As many sales are committed at once by a pool of ten. */
const COMMITS = 3;

describe('a server whose database is gone without a word, while its successor answers', () => {
  let own: TestDatabase;
  let proxy: DatabaseProxy;
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    own = await createTestDatabase();
    proxy = await startDatabaseProxy(own.url);
    app = await startTestApp({
      databaseUrl: `${proxy.url}?query_timeout=${MAX_ANSWER_MS}`,
      settings: { DATABASE_POOL_SIZE: '10' },
    });
    shop = await aShop(app);
  });
  afterAll(async () => {
    await app.stop();
    await app.simulator.stop();
    await proxy.stop();
    await own.drop();
  });

  const promptsOf = (phone: string): readonly unknown[] =>
    app.simulator.control.invoices().filter((each) => each.phone === `254${phone.slice(1)}`);

  it('sells again, and neither loses nor prompts the sales whose commit was not answered', async () => {
    const sales = Array.from({ length: COMMITS }, () => ({ phone: aPhone(), key: randomUUID() }));
    const frozen = proxy.freezeAt('COMMIT', COMMITS);
    const silent = sales.map(({ phone, key }) =>
      sellUnder(app, shop, key, { phone_number: phone }).then(({ status }) => status),
    );
    await frozen;
    const phone = aPhone();
    await initiate(app, shop, { phone_number: phone }).expect(201);
    expect(promptsOf(phone)).toHaveLength(1);

    expect(await Promise.all(silent)).toEqual([500, 500, 500]);
    for (const { phone, key } of sales) {
      const again = await sellUnder(app, shop, key, { phone_number: phone }).expect(202);
      expect(again.body.payment.status).toBe('pending');
      const tapped = await initiate(app, shop, { phone_number: phone }).expect(200);
      expect(tapped.body.payment.id).toBe(again.body.payment.id);
      expect(promptsOf(phone)).toEqual([]);
    }
  });

  it('tells of events again', async () => {
    const frozen = proxy.freezeAt('read_event_frontier');
    const silent = app.get('/events/', shop.token).then(({ status }) => status);
    await frozen;
    expect(await silent).toBe(500);
    await app.get('/events/', shop.token).expect(200);
  });

  it('exports again', async () => {
    const frozen = proxy.freezeAt('FETCH FORWARD');
    const silent = app.get('/payments/export/', shop.token).then(({ status }) => status);
    await frozen;
    expect(await silent).toBe(500);
    expect(app.nest.get(RowCursors).count).toBe(0);
    await app.get('/payments/export/', shop.token).expect(200);
  });
});
