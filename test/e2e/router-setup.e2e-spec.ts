import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { aMac, insertEntitlement } from '../support/access-rows.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { RadiusFunctions } from '../support/radius-functions.js';
import {
  addRouter,
  aTunnelKey,
  changeRouter,
  rotateSecret,
  seenOf,
  setupOf,
  storedSecret,
} from '../support/router-rows.js';
import { anOperator, aPackage, aShop, type Operator } from '../support/shop.js';
import { securityEvents } from '../support/webhooks.js';

const SERVER_KEY = aTunnelKey();

describe('the set-up of a router', () => {
  let database: TestDatabase;
  let pool: Pool;
  let app: TestApp;
  let operator: Operator;

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.url, max: 1 });
    app = await startTestApp({
      databaseUrl: database.url,
      settings: {
        PUBLIC_URL: 'https://pay.example.com',
        TUNNEL_NETWORK: '10.9.0.0/16',
        WIREGUARD_ENDPOINT: 'vpn.example.com:51820',
        WIREGUARD_PUBLIC_KEY: SERVER_KEY,
        RADIUS_SERVER_ADDRESS: '10.9.0.1',
      },
    });
    operator = await anOperator(app);
  });
  afterAll(async () => {
    await app.stop();
    await pool.end();
    await database.drop();
  });

  const added = async (more: object): Promise<Record<string, unknown>> => {
    const { body } = await addRouter(app, operator, more);
    return body as Record<string, unknown>;
  };
  const radiusOf = (routerId: unknown, address: unknown): RadiusFunctions =>
    new RadiusFunctions(pool, {
      routerId: Number(routerId),
      userId: operator.userId,
      address: String(address),
      secret: '',
    });
  it('has the script, the pages and the secret, and is not to be stored', async () => {
    const router = await added({ access_method: 'radius' });
    const answer = await setupOf(app, operator, router.id);
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    const secret = await storedSecret(app, router.id);
    expect(answer.body).toMatchObject({
      router_id: router.id,
      access_method: 'radius',
      routeros: '7.15',
      nas_address: router.nas_address,
      radius: { server: '10.9.0.1', auth_port: 1812, acct_port: 1813, coa_port: 3799 },
      radius_secret: secret,
      wireguard: {
        endpoint: 'vpn.example.com:51820',
        server_public_key: SERVER_KEY,
        server_address: '10.9.0.1',
      },
      portal_url: `https://pay.example.com/portal/${String(router.portal_slug)}`,
      walled_garden: ['pay.example.com'],
    });
    const files = (answer.body.files as { name: string }[]).map(({ name }) => name);
    expect(files).toEqual(
      expect.arrayContaining([
        'login.html',
        'alogin.html',
        'status.html',
        'error.html',
        'api.json',
      ]),
    );
    const script = String(answer.body.script);
    expect(script).toContain(`secret="${secret}"`);
    expect(script).toContain(`src-address=${String(router.nas_address)}`);
    expect(script).toContain(`address=${String(router.nas_address)}/32 network=10.9.0.1`);
    expect(script).toContain('dst-host="pay.example.com"');
  });

  it('is in the security log each time, and the secret in no log', async () => {
    const router = await added({ access_method: 'radius' });
    const before = securityEvents(app).length;
    await setupOf(app, operator, router.id);
    await setupOf(app, operator, router.id);
    await rotateSecret(app, operator, router.id);
    const events = securityEvents(app).slice(before);
    expect(events.map(({ event, userId, routerId }) => ({ event, userId, routerId }))).toEqual(
      ['router_setup_shown', 'router_setup_shown', 'radius_secret_rotated'].map((event) => ({
        event,
        userId: operator.userId,
        routerId: router.id,
      })),
    );
    expect(app.logs.join()).not.toContain(await storedSecret(app, router.id));
  });

  it('has a checklist of its own, without the secret and without a line in the security log', async () => {
    const router = await added({ access_method: 'radius' });
    const path = `/routers/${String(router.id)}/checklist/`;
    const { checklist } = (await setupOf(app, operator, router.id)).body as { checklist: object };
    const before = securityEvents(app).length;
    const { body, text } = await app.get(path, operator.token).expect(200);
    expect(body).toEqual({
      router_id: router.id,
      last_heard_at: null,
      unreachable_since: null,
      silent_since: null,
      checklist,
    });
    expect(text).not.toContain(await storedSecret(app, router.id));
    expect(securityEvents(app)).toHaveLength(before);
    await app.get(path, operator.portal).expect(401);
  });

  it('is for a version of RouterOS', async () => {
    const { id } = await added({ access_method: 'radius', wireguard_public_key: aTunnelKey() });
    const scripts = await Promise.all(
      ['6', '7.0', '7.15'].map(async (version) =>
        String((await setupOf(app, operator, id, `?routeros=${version}`)).body.script),
      ),
    );
    const [six = '', seven = '', newest = ''] = scripts;
    expect(six).not.toContain('wireguard');
    expect(six).toContain('L2TP');
    for (const script of [seven, newest]) expect(script).toContain('/interface wireguard add');
    expect(scripts.map((script) => script.includes('require-message-auth'))).toEqual([
      false,
      false,
      true,
    ]);
    const wrong = await setupOf(app, operator, id, '?routeros=8');
    expect(wrong.body.fields).toEqual({ routeros: ['routeros must be one of: 6, 7.0, 7.15'] });
  });

  it('by the REST API needs RouterOS 7, no secret, and a test of the connection', async () => {
    const { id } = await added({ access_method: 'routeros_api', username: 'li"pa' });
    const { status, body } = await setupOf(app, operator, id);
    expect(status).toBe(200);
    expect(body).toMatchObject({ radius: null, radius_secret: null });
    expect(String(body.script)).not.toContain('/radius');
    expect(String(body.script)).toContain('/user find name="li\\22pa"');
    expect(await seenOf(app, operator, id)).toEqual({
      connection_test: false,
      portal_visit: false,
      first_login: false,
    });
    const six = await setupOf(app, operator, id, '?routeros=6');
    expect(six.status).toBe(400);
    expect(Object.keys(six.body.fields as object)).toEqual(['routeros']);
  });

  it('is not for a router that a system of the operator looks after', async () => {
    const { id } = await added({});
    expect(await setupOf(app, operator, id)).toMatchObject({
      status: 409,
      body: { code: 'access_method_missing' },
    });
    expect(await rotateSecret(app, operator, id)).toMatchObject({
      status: 409,
      body: { code: 'access_method_not_radius' },
    });
  });

  it('is shown to nobody else', async () => {
    const { id } = await added({ access_method: 'radius' });
    const stranger = await anOperator(app);
    const secret = await storedSecret(app, id);
    expect((await setupOf(app, stranger, id)).status).toBe(404);
    await app.post(`/routers/${String(id)}/rotate-radius-secret/`, {}, stranger.token).expect(404);
    for (const headers of [{}, operator.portal]) {
      await app.get(`/routers/${String(id)}/setup/`, headers).expect(401);
      await app.post(`/routers/${String(id)}/rotate-radius-secret/`, {}, headers).expect(401);
    }
    expect(await storedSecret(app, id)).toBe(secret);
  });

  it('names the hosts of the payment pages, and of a portal of the operator', async () => {
    const shop = await aShop(app);
    await changeRouter(app, shop, shop.routerId, {
      access_method: 'radius',
      portal_url: 'https://wifi.example.org/buy',
    });
    const { body } = await setupOf(app, shop, shop.routerId);
    expect(body.portal_url).toBe('https://wifi.example.org/buy');
    expect(body.walled_garden).toEqual([
      'pay.example.com',
      'wifi.example.org',
      'intasend.com',
      '*.intasend.com',
    ]);
  });

  it('keeps a hostile name out of the commands and the pages', async () => {
    const name = '"; /user remove admin; $(password) </title><script>alert(1)</script>\n';
    const { id } = await added({ access_method: 'radius', name });
    const { body } = await setupOf(app, operator, id);
    const { body: plain } = await setupOf(
      app,
      operator,
      (await added({ access_method: 'radius' })).id,
    );
    const commands = (script: unknown): string[] =>
      String(script)
        .split('\n')
        .filter((line) => !line.startsWith('#'))
        .map((line) => line.replace(/secret="\w+"|10\.9\.\d+\.\d+/g, ''));
    expect(commands(body.script)).toEqual(commands(plain.script));
    for (const { content } of body.files as { content: string }[]) {
      expect(content).not.toContain('$(password)');
      expect(content).not.toContain('<script>alert');
    }
  });

  it('tells step by step what was seen of the router', async () => {
    const { id, nas_address } = await added({ access_method: 'radius' });
    const routerId = Number(id);
    const nothing = {
      first_packet: false,
      secret_proven: false,
      portal_visit: false,
      first_login: false,
    };
    expect(await seenOf(app, operator, id)).toEqual(nothing);

    const radius = radiusOf(id, nas_address);
    await radius.call('client_secret', String(nas_address));
    expect(await seenOf(app, operator, id)).toEqual({ ...nothing, first_packet: true });

    await radius.account({ type: 'Accounting-On' });
    expect(await seenOf(app, operator, id)).toMatchObject({
      secret_proven: true,
      portal_visit: false,
    });

    await aPackage(app, operator, routerId);
    await app.get(`/routers/${routerId}/packages/`, operator.token).expect(200);
    expect(await seenOf(app, operator, id)).toMatchObject({ portal_visit: false });
    await app.get(`/routers/${routerId}/packages/`, operator.portal).expect(200);
    expect(await seenOf(app, operator, id)).toMatchObject({
      portal_visit: true,
      first_login: false,
    });

    const { code } = await insertEntitlement(pool, { userId: operator.userId, routerId });
    await radius.login(code, aMac());
    expect(await seenOf(app, operator, id)).toEqual({
      first_packet: true,
      secret_proven: true,
      portal_visit: true,
      first_login: true,
    });
  });
});
