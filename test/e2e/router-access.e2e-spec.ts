import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import request from 'supertest';
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

const secretsOf = async (app: TestApp, id: unknown): Promise<string[]> => {
  const rows = await app.database.query<{ secret: string }>(
    'SELECT secret FROM radius.nas WHERE router_id = $1',
    [id],
  );
  return rows.map(({ secret }) => secret);
};

describe('the access method of a router', () => {
  let database: TestDatabase;
  let pool: Pool;
  let app: TestApp;
  let operator: Operator;

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.url, max: 1 });
    app = await startTestApp({ databaseUrl: database.url });
    operator = await anOperator(app);
  });
  afterAll(async () => {
    await app.stop();
    await pool.end();
    await database.drop();
  });

  it('is none unless one is given, and then nothing is prepared', async () => {
    const { body } = await addRouter(app, operator);
    expect(body).toMatchObject({
      access_method: 'none',
      nas_address: null,
      wireguard_public_key: null,
      coa_port: 3799,
      portal_url: null,
    });
    expect(await secretsOf(app, body.id)).toEqual([]);
  });

  it('radius gives it an address of the tunnel and a secret of its own', async () => {
    const first = await addRouter(app, operator, { access_method: 'radius' });
    const second = await addRouter(app, operator, { access_method: 'radius' });
    const addresses = [first, second].map(({ body }) => String(body.nas_address));
    expect(new Set(addresses).size).toBe(2);
    for (const address of addresses) {
      expect(TUNNEL.contains(address)).toBe(true);
      expect(['127.77.0.0', '127.77.0.1', '127.77.255.255']).not.toContain(address);
    }
    const secrets = [
      ...(await secretsOf(app, first.body.id)),
      ...(await secretsOf(app, second.body.id)),
    ];
    expect(secrets).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), expect.any(String)]);
    expect(secrets[0]).not.toBe(secrets[1]);
    expect(JSON.stringify(first.body)).not.toContain(secrets[0]);
    expect(app.logs.join()).not.toContain(secrets[0]);
  });

  it('is changed and changed back, with the same address and secret', async () => {
    const { body: added } = await addRouter(app, operator);
    const { body: asked } = await changeRouter(app, operator, added.id, {
      access_method: 'radius',
    });
    const secrets = await secretsOf(app, added.id);
    expect(secrets).toHaveLength(1);
    const { body: none } = await changeRouter(app, operator, added.id, { access_method: 'none' });
    expect(none).toMatchObject({ access_method: 'none', nas_address: asked.nas_address });
    const { body: again } = await changeRouter(app, operator, added.id, {
      access_method: 'radius',
    });
    expect(again.nas_address).toBe(asked.nas_address);
    expect(await secretsOf(app, added.id)).toEqual(secrets);
  });

  it('routeros_api gives it an address and no secret', async () => {
    const { body } = await addRouter(app, operator, { access_method: 'routeros_api' });
    expect(TUNNEL.contains(String(body.nas_address))).toBe(true);
    expect(await secretsOf(app, body.id)).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['access_method', 'magic', 'access_method must be one of: radius, routeros_api, none'],
    ['nas_address', '10.0.0.300', 'nas_address must be an IPv4 address'],
    ['nas_address', '::1', 'nas_address must be an IPv4 address'],
    ['nas_address', '10.0.0.1', 'nas_address is assigned by this server'],
    [
      'wireguard_public_key',
      'key',
      'wireguard_public_key must be a public key of WireGuard: 32 bytes in base64',
    ],
    [
      'wireguard_public_key',
      `${aTunnelKey()}\n[Peer]`,
      'wireguard_public_key must be a public key of WireGuard: 32 bytes in base64',
    ],
    ['coa_port', 0, 'coa_port must be at least 1'],
    ['coa_port', 65_536, 'coa_port must be at most 65535'],
    ...['javascript:alert(1)', 'portal', 'https://user:pw@portal.example/', 7].map(
      (value) =>
        [
          'portal_url',
          value,
          'portal_url must be the http or https address of a page, of at most 500 characters',
        ] as [string, unknown, string],
    ),
  ])('does not come with the %s %j', async (field, value, complaint) => {
    const { status, body } = await addRouter(app, operator, { [field]: value });
    expect(status).toBe(400);
    expect(body.fields).toEqual({ [field]: [complaint] });
  });

  it('comes with a key, a port and a portal, which null removes', async () => {
    const given = {
      wireguard_public_key: aTunnelKey(),
      coa_port: 1700,
      portal_url: 'https://portal.example/mama-njeri?theme=dark',
    };
    const { body } = await addRouter(app, operator, given);
    expect(body).toMatchObject(given);
    expect(TUNNEL.contains(String(body.nas_address))).toBe(true);
    const nulls = { wireguard_public_key: null, coa_port: null, portal_url: null };
    const removed = await changeRouter(app, operator, body.id, nulls);
    expect(removed.body).toMatchObject({ ...nulls, coa_port: 1700 });
  });

  it('does not keep a router from being written back as it was read', async () => {
    const { body } = await addRouter(app, operator, { access_method: 'radius' });
    const put = await request(app.url)
      .put(`/routers/${String(body.id)}/`)
      .set(operator.token)
      .send(body);
    expect(put.status).toBe(200);
    expect(put.body).toMatchObject({ nas_address: body.nas_address, access_method: 'radius' });
    const moved = await changeRouter(app, operator, body.id, { nas_address: '127.77.9.9' });
    expect(moved.body.fields).toEqual({ nas_address: ['nas_address is assigned by this server'] });
  });

  it('ends with the archived router: its logins, its sessions and its tunnel', async () => {
    const { body: router } = await addRouter(app, operator, {
      access_method: 'radius',
      wireguard_public_key: aTunnelKey(),
    });
    const routerId = Number(router.id);
    const bought = await insertEntitlement(pool, { userId: operator.userId, routerId });
    await pool.query(
      `INSERT INTO accounting_sessions
         (id, user_id, router_id, chain_id, username, mac_address, acct_session_id, started_at,
          updated_at)
       VALUES (gen_random_uuid(), $1, $2, $3, $4, '02:00:00:00:00:01', '80000001', now(), now())`,
      [operator.userId, routerId, bought.chainId, bought.code],
    );
    const secretFor = async (): Promise<unknown> => {
      const [row] = await app.database.query<{ secret: string | null }>(
        'SELECT radius.client_secret($1) AS secret',
        [router.nas_address],
      );
      return row?.secret;
    };
    expect(await secretFor()).toMatch(/^[0-9a-f]{32}$/);

    await removeRouter(app, operator, routerId);

    expect(await secretFor()).toBeNull();
    const requests = await app.database.query<{ kind: string }>(
      'SELECT kind FROM coa_requests WHERE router_id = $1',
      [routerId],
    );
    expect(requests).toEqual([{ kind: 'disconnect' }]);
    const again = { wireguard_public_key: router.wireguard_public_key };
    expect((await addRouter(app, operator, again)).status).toBe(201);
  });

  it('that is changed plans the removal at the router, and the application of the new one', async () => {
    const { body: router } = await addRouter(app, operator, { access_method: 'routeros_api' });
    const planned = async (): Promise<string[]> => {
      const rows = await app.database.query<{ task: string }>(
        `SELECT t.identifier AS task
           FROM graphile_worker._private_jobs j
           JOIN graphile_worker._private_tasks t ON t.id = j.task_id
          WHERE j.payload->>'routerId' = $1`,
        [String(router.id)],
      );
      return rows.map(({ task }) => task);
    };
    expect(await planned()).toEqual([]);
    await changeRouter(app, operator, router.id, { name: 'Bar', access_method: 'routeros_api' });
    expect(await planned()).toEqual([]);
    await changeRouter(app, operator, router.id, { access_method: 'none' });
    expect(await planned()).toEqual(['apply_router']);
  });

  it('of many routers that are added at once gives each its own address', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => addRouter(app, operator, { access_method: 'radius' })),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    const addresses = answers.map(({ body }) => String(body.nas_address));
    expect(new Set(addresses).size).toBe(addresses.length);
  });
});
