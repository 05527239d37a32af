import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HOST_NAME, type RouterOs, startRouterOs } from 'router-simulator';
import request, { type Response, type Test } from 'supertest';
import { type Headers, startTestApp, type TestApp } from '../support/app.js';
import { aClosedPort, type Script, startScriptedServer } from '../support/scripted-server.js';
import { selfSigned } from '../support/self-signed.js';
import { anOperator, type Operator } from '../support/shop.js';
import { until } from '../support/until.js';

const LOGIN = { username: 'api', password: 'the routers own pässword' };
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const INFO = {
  identity: 'Cafe',
  version: '7.16.2 (stable)',
  board_name: 'hAP ax2',
  architecture: 'arm64',
  uptime: expect.stringMatching(/^2d20h1\d/),
  cpu_count: 4,
  cpu_load_percent: 7,
  free_memory_bytes: 700_000_000,
  total_memory_bytes: 1_073_741_824,
  free_storage_bytes: 90_000_000,
  total_storage_bytes: 134_217_728,
};

describe('routers themselves, through RouterOS', () => {
  let app: TestApp;
  let operator: Operator;
  let device: RouterOs;
  let secure: RouterOs;

  beforeAll(async () => {
    app = await startTestApp({ routerAddresses: { refusalOf: () => null } });
    operator = await anOperator(app);
    device = await startRouterOs({ login: LOGIN });
    secure = await startRouterOs({ login: LOGIN, certificate: selfSigned() });
  });
  afterAll(async () => {
    await secure.stop();
    await device.stop();
    await app.stop();
  });

  /** Adds a router at this machine, with differences; gives its path. */
  async function addRouter(overrides: object = {}): Promise<string> {
    const wanted = { name: 'Cafe', host: '127.0.0.1', port: device.port, ...LOGIN, ...overrides };
    const { body } = await app.post('/routers/', wanted, operator.token).expect(201);
    return `/routers/${String(body.id)}`;
  }

  const test = (router: string, headers: Headers = operator.token): Test =>
    app.post(`${router}/test-connection/`, {}, headers);
  const info = (router: string, headers: Headers = operator.token): Test =>
    app.get(`${router}/device-info/`, headers);
  const execute = (router: string, body: object, headers: Headers = operator.token): Test =>
    app.post(`${router}/execute-command/`, body, headers);

  describe('test-connection', () => {
    it('reports that the router is online, and stores it with the time', async () => {
      const router = await addRouter();
      const { body } = await test(router).expect(200);
      expect(body).toEqual({
        router_id: Number(router.split('/').at(-1)),
        is_online: true,
        last_checked: TIME,
        code: null,
        reason: null,
      });
      const shown = await app.get(`${router}/`, operator.token).expect(200);
      expect(shown.body).toMatchObject({ is_online: true, last_checked: body.last_checked });
    });

    it.each([
      ['a wrong password', { password: 'another' }, 'router_credentials_refused'],
      ['HTTPS where there is none', { use_https: true }, 'router_unreachable'],
    ])('reports why it is offline with %s, and stores that', async (_, wrong, code) => {
      const router = await addRouter(wrong);
      const { body } = await test(router).expect(200);
      expect(body).toMatchObject({
        is_online: false,
        last_checked: TIME,
        code,
        reason: expect.stringMatching(/^[A-Z].*\.$/),
      });
      const shown = await app.get(`${router}/`, operator.token).expect(200);
      expect(shown.body).toMatchObject({ is_online: false, last_checked: body.last_checked });
    });

    it('reports that nothing answers at a closed port', async () => {
      const { body } = await test(await addRouter({ port: await aClosedPort() })).expect(200);
      expect(body).toMatchObject({
        is_online: false,
        code: 'router_unreachable',
        reason: expect.stringMatching(/^Nothing answers at the address and port/),
      });
    });

    it('is forgotten when the router is reached otherwise, and kept when only its name changes', async () => {
      const router = await addRouter();
      await test(router).expect(200);
      const change = (body: object): Test =>
        request(app.url).patch(`${router}/`).set(operator.token).send(body);
      const renamed = await change({ name: 'Bar' }).expect(200);
      expect(renamed.body).toMatchObject({ is_online: true, last_checked: TIME });
      const moved = await change({ password: 'another' }).expect(200);
      expect(moved.body).toMatchObject({ is_online: false, last_checked: null });
    });

    it('is not kept of a router that was changed while it was being tried', async () => {
      const arrived: { answer: () => void }[] = [];
      const hold: Script = (response) =>
        arrived.push({ answer: () => response.writeHead(500).end('{"error":500}') });
      const slow = await startScriptedServer(hold);
      const router = await addRouter({ port: slow.port });
      const tried = test(router).then((answer: Response) => answer);
      await until(
        'the question arrives at the router',
        () => Promise.resolve(arrived.length),
        (count) => count > 0,
      );
      await request(app.url).patch(`${router}/`).set(operator.token).send({ port: device.port });
      arrived[0]?.answer();
      expect((await tried).body).toMatchObject({ is_online: false, last_checked: null });
      const shown = await app.get(`${router}/`, operator.token).expect(200);
      expect(shown.body).toMatchObject({ is_online: false, last_checked: null });
      await slow.stop();
    });
  });

  it('say what they are', async () => {
    const { body } = await info(await addRouter()).expect(200);
    expect(body).toEqual({ router_id: expect.any(Number), ...INFO });
  });

  describe('execute-command', () => {
    it('reads lists and rows with GET, which is the method unless one is given', async () => {
      const router = await addRouter();
      const { body } = await execute(router, { command: 'ip/address' }).expect(200);
      const row = { '.id': '*1', address: '10.5.50.1/24', disabled: 'false' };
      expect(body).toEqual({ router_id: expect.any(Number), result: [row] });
      const one = await execute(router, { command: '/ip/address/*1/', method: 'get' });
      expect(one.body.result).toEqual(row);
      const some = await execute(router, {
        command: 'ip/address',
        data: { disabled: false, '.proplist': ['address'] },
      });
      expect(some.body.result).toEqual([{ address: '10.5.50.1/24' }]);
      expect(device.calls.at(-1)).toBe('GET /rest/ip/address?disabled=false&.proplist=address');
    });

    it('adds with PUT, changes with PATCH and removes with DELETE', async () => {
      const router = await addRouter();
      const user = { name: 'payment-1', password: 'x', 'limit-uptime': '1d' };
      const command = 'ip/hotspot/user';
      const added = await execute(router, { command, method: 'PUT', data: user }).expect(200);
      const id = String(added.body.result['.id']);
      expect(added.body.result).toMatchObject({ '.id': id, ...user });

      const data = { disabled: true };
      const changed = await execute(router, { command: `${command}/${id}`, method: 'PATCH', data });
      expect(changed.body.result).toMatchObject({ '.id': id, ...user, disabled: 'true' });

      const removed = await execute(router, { command: `${command}/${id}`, method: 'DELETE' });
      expect({ status: removed.status, result: removed.body.result }).toEqual({
        status: 200,
        result: null,
      });
      const gone = await execute(router, { command: `${command}/${id}`, method: 'DELETE' });
      expect({ status: gone.status, body: gone.body }).toMatchObject({
        status: 400,
        body: { code: 'router_command_refused', error: 'The router refused: no such item' },
      });
    });

    it('gives any command with POST', async () => {
      const router = await addRouter();
      const { body } = await execute(router, { command: 'interface/print', method: 'POST' });
      expect(body.result).toEqual([{ '.id': '*1', name: 'ether1' }]);
    });

    it.each([
      ['POST', 'system/selfdestruct', 'The router refused: no such command'],
      ['PUT', 'ip/hotspot/user', 'The router refused: missing value(s) of argument(s) name'],
      ['GET', 'ip/nothing', 'The router refused: Not Found'],
    ])('shows why the router has refused %s %s', async (method, command, error) => {
      const { body } = await execute(await addRouter(), { command, method }).expect(400);
      expect(body).toMatchObject({ error, code: 'router_command_refused' });
    });

    it.each([
      ['system/reboot', 'The router failed: not enough permissions (9)'],
      ['ping', 'The router failed: std failure: timeout (13)'],
    ])('shows why the router has failed with an error 500 at %s', async (command, error) => {
      const { body } = await execute(await addRouter(), { command, method: 'POST' }).expect(502);
      expect(body).toMatchObject({ error, code: 'router_bad_answer' });
    });

    it('reads texts with raw control characters, such as the host name of a phone', async () => {
      const { body } = await execute(await addRouter(), { command: 'ip/dhcp-server/lease' });
      expect(body.result).toEqual([{ '.id': '*1', 'host-name': HOST_NAME }]);
    });

    it.each([
      ['AA:BB:CC:DD:EE:FF', 'AA:BB:CC:DD:EE:FF'],
      ['+254712345678', '%2B254712345678'],
      ['<pppoe-x>', '%3Cpppoe-x%3E'],
      ['0712@cafe.lan', '0712@cafe.lan'],
      ['Asha & Sons (café)', 'Asha%20%26%20Sons%20(caf%C3%A9)'],
    ])('finds the row with the name %s', async (name, sent) => {
      const router = await addRouter();
      const added = await execute(router, {
        command: 'ip/hotspot/user',
        method: 'PUT',
        data: { name },
      }).expect(200);
      const found = await execute(router, { command: `ip/hotspot/user/${name}` }).expect(200);
      expect(found.body.result).toEqual(added.body.result);
      expect(device.calls.at(-1)).toBe(`GET /rest/ip/hotspot/user/${sent}`);
    });

    it.each<[string, object]>([
      ['command', {}],
      ['command', { command: '../webfig' }],
      ['command', { command: 'http://127.0.0.1/' }],
      ['command', { command: 'ip/address?x' }],
      ['command', { command: 'ip/hotspot/user/%2e%2e/%2e%2e/console' }],
      ['command', { command: 'ip/hotspot/user/x#y' }],
      ['command', { command: 'ip/hotspot/user/x\\..\\..' }],
      ['command', { command: 'ip/hotspot/user/x\r\nHost: y' }],
      ['command', { command: ['ip'] }],
      ['method', { command: 'ip/address', method: 'HEAD' }],
      ['method', { command: 'ip/address', method: 'CONNECT' }],
      ['data', { command: 'ip/address', data: 'text' }],
      ['data', { command: 'ip/address', data: { a: { b: 1 } } }],
      ['data', { command: 'ip/address/*1', method: 'DELETE', data: { a: 1 } }],
    ])('is refused before the router is called: a bad %s in %j', async (field, body) => {
      const router = await addRouter();
      const before = device.calls.length;
      const answer = await execute(router, body).expect(400);
      expect(Object.keys(answer.body.fields)).toEqual([field]);
      expect(device.calls).toHaveLength(before);
    });
  });

  it('with an empty password, as MikroTik delivers them, are talked to', async () => {
    const factoryNew = await startRouterOs({ login: { username: 'admin', password: '' } });
    const login = { port: factoryNew.port, username: 'admin', password: '' };
    const router = await addRouter(login);
    expect((await test(router).expect(200)).body).toMatchObject({ is_online: true, reason: null });
    const refused = await execute(router, { command: 'system/selfdestruct', method: 'POST' });
    expect(refused.body.error).toBe('The router refused: no such command');
    await factoryNew.stop();
  });

  describe('over HTTPS', () => {
    it('are not called when their certificate is invalid, unless the settings allow it', async () => {
      const strict = await addRouter({ port: secure.port, use_https: true });
      const refused = await info(strict).expect(502);
      expect(refused.body).toMatchObject({
        code: 'router_certificate_refused',
        error: expect.stringContaining('set verify_certificate to false'),
      });
      expect(secure.calls).toEqual([]);

      const trusting = { port: secure.port, use_https: true, verify_certificate: false };
      const { body } = await info(await addRouter(trusting)).expect(200);
      expect(body).toMatchObject(INFO);
    });
  });

  it("are nobody else's: 404 for another operator, 401 without a token, and no call is made", async () => {
    const router = await addRouter();
    const before = device.calls.length;
    const stranger = await anOperator(app);
    for (const [headers, status] of [
      [stranger.token, 404],
      [operator.portal, 401],
      [{}, 401],
    ] as const) {
      const answers = await Promise.all([
        test(router, headers),
        info(router, headers),
        execute(router, { command: 'ip/address' }, headers),
      ]);
      for (const answer of answers) expect(answer.status).toBe(status);
    }
    expect(device.calls).toHaveLength(before);
  });

  it('leave no password in answers or logs', () => {
    const told = app.logs.join('');
    expect(told).not.toContain(LOGIN.password);
    expect(told).not.toContain(Buffer.from(`api:${LOGIN.password}`).toString('base64'));
  });
});
