import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { insertEntitlement } from '../support/access-rows.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import {
  addRouter,
  aTunnelKey,
  changeRouter,
  removeRouter,
  TUNNEL,
} from '../support/router-rows.js';
import { anOperator, type Operator } from '../support/shop.js';

describe('the tunnel of a server', () => {
  let app: TestApp;
  let operator: Operator;

  beforeAll(async () => {
    // Five addresses for routers.
    app = await startTestApp({ settings: { TUNNEL_NETWORK: '10.9.0.0/29' } });
    operator = await anOperator(app);
  });
  afterAll(() => app.stop());

  it('is handed out until it is full, and an address of a removed router again', async () => {
    const added: Record<string, unknown>[] = [];
    for (let count = 0; count < 5; count += 1) {
      const { body } = await addRouter(app, operator, { access_method: 'radius' });
      added.push(body);
    }
    const numbers = ['2', '3', '4', '5', '6'];
    expect(added.map(({ nas_address }) => nas_address)).toEqual(
      numbers.map((number) => `10.9.0.${number}`),
    );
    const full = await addRouter(app, operator, { access_method: 'radius' });
    expect(full.status).toBe(409);
    expect(full.body.code).toBe('no_tunnel_address');
    const { body: waiting } = await addRouter(app, operator);
    await removeRouter(app, operator, added[2]?.id);
    const late = await changeRouter(app, operator, waiting.id, { access_method: 'radius' });
    expect(late.body).toMatchObject({ access_method: 'radius', nas_address: '10.9.0.4' });
  });
});

describe('addresses that operators set', () => {
  let database: TestDatabase;
  let pool: Pool;
  let app: TestApp;
  let operator: Operator;
  let other: Operator;

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.url, max: 1 });
    app = await startTestApp({
      databaseUrl: database.url,
      settings: { NAS_ADDRESS: 'operator', RADIUS_CLIENTS: '127.0.0.0/8, 203.0.113.0/24' },
    });
    [operator, other] = [await anOperator(app), await anOperator(app)];
  });
  afterAll(async () => {
    await app.stop();
    await pool.end();
    await database.drop();
  });

  const TAKEN = 'nas_address is the address of another router';

  it('are taken from nobody', async () => {
    const { body: first } = await addRouter(app, operator, {
      access_method: 'radius',
      nas_address: '203.0.113.7',
    });
    expect(first.nas_address).toBe('203.0.113.7');
    for (const thief of [operator, other]) {
      const stolen = await addRouter(app, thief, {
        access_method: 'radius',
        nas_address: '203.0.113.7',
      });
      expect(stolen.status).toBe(400);
      expect(stolen.body.fields).toEqual({ nas_address: [TAKEN] });
      const { body: own } = await addRouter(app, thief, { access_method: 'radius' });
      const moved = await changeRouter(app, thief, own.id, { nas_address: '203.0.113.7' });
      expect(moved.body.fields).toEqual({ nas_address: [TAKEN] });
    }
  });

  it('are free again when their router is archived', async () => {
    const given = { access_method: 'radius', nas_address: '203.0.113.8' };
    const { body: first } = await addRouter(app, operator, given);
    const routerId = Number(first.id);
    await insertEntitlement(pool, { userId: operator.userId, routerId });
    await removeRouter(app, operator, first.id);
    const { body: second } = await addRouter(app, operator, given);
    expect(second).toMatchObject(given);
    const rows = await app.database.query(
      `SELECT id, host(nas_address) AS address FROM routers WHERE id = ANY ($1) ORDER BY id`,
      [[first.id, second.id]],
    );
    expect(rows).toEqual([
      { id: first.id, address: null },
      { id: second.id, address: '203.0.113.8' },
    ]);
  });

  it.each([
    ['127.77.3.4', 'is an address of the tunnel, which this server assigns'],
    ['198.51.100.1', 'is in none of the networks that this server takes packets from'],
  ])('may not be %s, which %s', async (nas_address, reason) => {
    const { body } = await addRouter(app, operator, { nas_address });
    expect(body.fields).toEqual({ nas_address: [`nas_address ${reason}`] });
  });

  it('are replaced by one of the tunnel with null', async () => {
    const given = { access_method: 'radius', nas_address: '203.0.113.9' };
    const { body } = await addRouter(app, operator, given);
    const changed = await changeRouter(app, operator, body.id, { nas_address: null });
    expect(TUNNEL.contains(String(changed.body.nas_address))).toBe(true);
  });
});

describe('keys of the tunnel', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());

  it('belong to one router, whoever asks', async () => {
    const [operator, other] = [await anOperator(app), await anOperator(app)];
    const wireguard_public_key = aTunnelKey();
    await addRouter(app, operator, { wireguard_public_key });
    const stolen = await addRouter(app, other, { wireguard_public_key });
    expect(stolen.status).toBe(400);
    expect(stolen.body.fields).toEqual({
      wireguard_public_key: [
        'wireguard_public_key is the key of another router: each needs its own',
      ],
    });
  });
});
