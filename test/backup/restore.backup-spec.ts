import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { runMigrations } from '../../src/database/migrate.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { EventFollower } from '../support/events.js';
import { runPlannedJobs } from '../support/jobs.js';
import { OwnPostgres } from '../support/own-postgres.js';
import { aPhone, checkStatus, createLink, initiate, paymentDetails } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import { execute } from '../support/test-server.js';
import { aPromptOut, paidEvent, WEBHOOK_PATH } from '../support/webhooks.js';

/** The restored objects belong to whoever restores; grants to roles are made anew. */
const AS_OURS = ['--no-owner', '--no-privileges'];

/** The commands of docs/operations.md, on a server of their own. */
describe('a backup', () => {
  let postgres: OwnPostgres;
  let app: TestApp;
  let shop: Shop;
  /** The payments of the shop when the backup was made, as the API told of them. */
  let told: readonly unknown[];
  let ids: readonly string[];
  /** Reads the events of the shop, since before the backup was made. */
  let follower: EventFollower;

  beforeAll(async () => {
    postgres = await OwnPostgres.start(process.env['POSTGRES_BIN'] ?? '');
    await execute(postgres.url('postgres'), 'CREATE DATABASE lipafi');
    await migrate(postgres.url('lipafi'));
    app = await startTestApp({ databaseUrl: postgres.url('lipafi') });
    shop = await aShop(app);
    ids = await sales();
    follower = await EventFollower.from(app, shop);
    told = await Promise.all(ids.map((id) => paymentDetails(app, shop, id)));
    await postgres.program('pg_dump', '-Fc', '-f', file(), postgres.url('lipafi'));
  }, 120_000);
  afterAll(async () => {
    await app.stop();
    await postgres.stop();
  });

  const file = (): string => join(postgres.directory, 'lipafi.dump');

  async function migrate(url: string): Promise<void> {
    const dataSource = await new DataSource(dataSourceOptions(url, 1)).initialize();
    await runMigrations(dataSource);
    await dataSource.destroy();
  }

  /** A payment in every state; gives their ids. */
  async function sales(): Promise<string[]> {
    const completed = await aPromptOut(app, shop);
    const event = { ...paidEvent(completed, shop), challenge: shop.challenge };
    await app.post(WEBHOOK_PATH, event).expect(200);
    await app.idle();
    const waiting = await aPromptOut(app, shop);
    const link = await createLink(app, shop).expect(201);
    const refused = await initiate(app, shop, { amount: '1.00' }).expect(400);
    return [
      completed.id,
      waiting.id,
      String(link.body.payment.id),
      String(refused.body.payment_id),
    ];
  }

  it('restored into an empty database, serves the same payments and continues to sell', async () => {
    await execute(postgres.url('postgres'), 'CREATE DATABASE restored');
    const target = ['-d', postgres.url('restored')];
    await postgres.program('pg_restore', '--exit-on-error', ...AS_OURS, ...target, file());

    const restored = await startTestApp({
      databaseUrl: postgres.url('restored'),
      simulator: app.simulator,
    });
    try {
      expect(await Promise.all(ids.map((id) => paymentDetails(restored, shop, id)))).toEqual(told);
      const statuses = told.map((payment) => (payment as { status: string }).status);
      expect(new Set(statuses)).toEqual(new Set(['completed', 'processing', 'pending', 'failed']));

      // Programs are told to read the lists again, whether or not they have read what is missing.
      const { cursor } = follower;
      await initiate(app, shop, { phone_number: aPhone() }).expect(201);
      await follower.next(1);
      for (const after of [cursor, follower.cursor]) {
        await restored.get(`/events/?after=${after}`, shop.token).expect(410);
      }
      const again = await EventFollower.from(restored, shop);
      const { body } = await initiate(restored, shop, { phone_number: aPhone() }).expect(201);
      const [created] = await again.next(1);
      expect(created?.data.payment?.id).toBe(body.payment.id);

      // Logins, sealed keys, jobs and numbers go on as well.
      const { username, password } = shop;
      await restored.post('/users/login/', { username, password }).expect(200);
      await initiate(restored, shop, { phone_number: aPhone() }).expect(201);
      await checkStatus(restored, shop, ids[1]).expect(200);
      await runPlannedJobs(restored);
      const router = { name: 'New', host: '10.0.0.2', username: 'a', password: 'b' };
      const added = await restored.post('/routers/', router, shop.token).expect(201);
      expect(Number(added.body.id)).toBeGreaterThan(shop.routerId);
    } finally {
      await restored.stop();
    }
  }, 120_000);

  it('holds what the migrations made, so that the next version can migrate it', async () => {
    await execute(postgres.url('postgres'), 'CREATE DATABASE next');
    const target = ['-d', postgres.url('next')];
    await postgres.program('pg_restore', '--exit-on-error', ...AS_OURS, ...target, file());
    const dataSource = await new DataSource(
      dataSourceOptions(postgres.url('next'), 1),
    ).initialize();
    try {
      expect(await runMigrations(dataSource)).toEqual([]);
    } finally {
      await dataSource.destroy();
    }
  }, 120_000);
});
