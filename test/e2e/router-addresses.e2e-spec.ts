import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Response } from 'supertest';
import { startTestApp, type TestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { json, type ScriptedServer, startScriptedServer } from '../support/scripted-server.js';
import { anOperator, type Operator } from '../support/shop.js';

const BACK_TO_US = [
  '127.0.0.1',
  '127.1',
  '127.000.000.001',
  '2130706433',
  '0x7f000001',
  '0x7f.1',
  '017700000001',
  'localhost',
  'LOCALHOST',
  '::1',
  '[::1]',
  '::ffff:127.0.0.1',
  '[::ffff:7f00:1]',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  '0.0.0.0',
  '0',
  '::',
];
const CLOUD_AND_LINK = [
  '169.254.169.254',
  '2852039166',
  '169.254.10.20',
  'fe80::1',
  '::ffff:169.254.169.254',
  '100.100.100.200',
  '168.63.129.16',
  'fd00:ec2::254',
  '224.0.0.1',
  '255.255.255.255',
];
const PRIVATE = ['10.0.0.1', '172.16.0.1', '192.168.88.1', '100.64.0.1', 'fd12:3456::1'];

describe('the address of a router', () => {
  let database: TestDatabase;
  let app: TestApp;
  let publicOnly: TestApp;
  let operator: Operator;
  let neighbour: ScriptedServer;

  beforeAll(async () => {
    neighbour = await startScriptedServer(json(200, { version: '7.1', secret: 'of a neighbour' }));
    database = await createTestDatabase();
    const settings = { ROUTER_TIMEOUT_MS: '150' };
    app = await startTestApp({ databaseUrl: database.url, settings });
    publicOnly = await startTestApp({
      databaseUrl: database.url,
      simulator: app.simulator,
      settings: { ...settings, ROUTER_PRIVATE_NETWORKS: 'off' },
    });
    operator = await anOperator(app);
  });
  afterAll(async () => {
    await publicOnly.stop();
    await app.stop();
    await database.drop();
    await neighbour.stop();
  });

  /** Asks for what the device at this address says. Older rows hold hosts that are refused now. */
  async function askAt(host: string, server: TestApp): Promise<Response> {
    const login = { username: 'api', password: 'x' };
    const wanted = { name: 'Cafe', host: 'router.lan', port: neighbour.port, ...login };
    const added = await app.post('/routers/', wanted, operator.token).expect(201);
    await app.database.query('UPDATE routers SET host = $2 WHERE id = $1', [added.body.id, host]);
    const path = `/routers/${String(added.body.id)}`;
    return server.get(`${path}/device-info/`, operator.token);
  }

  it.each([...BACK_TO_US, ...CLOUD_AND_LINK])(
    'is not connected to when it leads back: %s',
    async (host) => {
      const { status, body, text } = await askAt(host, app);
      expect({ status, code: body.code }).toEqual({ status: 400, code: 'router_address_refused' });
      expect(text).not.toContain('neighbour');
      expect(neighbour.connections()).toBe(0);
    },
  );

  it.each(PRIVATE)('may be private: %s', async (host) => {
    const { body } = await askAt(host, app);
    expect(body.code).not.toBe('router_address_refused');
    expect(body.code).toMatch(/^router_(timeout|unreachable)$/);
  });

  it.each(PRIVATE)('may not be private where the setting forbids it: %s', async (host) => {
    const { status, body } = await askAt(host, publicOnly);
    expect({ status, body }).toMatchObject({
      status: 400,
      body: {
        code: 'router_address_refused',
        error: expect.stringMatching(/^This server does not connect to private addresses\./),
      },
    });
  });

  it('is kept as offline by a test of the connection, with the reason', async () => {
    const wanted = { name: 'Cafe', host: 'localhost', username: 'api', password: 'x' };
    const added = await app.post('/routers/', wanted, operator.token).expect(201);
    const path = `/routers/${String(added.body.id)}/test-connection/`;
    const { body } = await app.post(path, {}, operator.token).expect(200);
    expect(body).toMatchObject({ is_online: false, code: 'router_address_refused' });
  });
});
