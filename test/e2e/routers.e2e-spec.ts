import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Response } from 'supertest';
import { startTestApp, type TestApp } from '../support/app.js';
import { expectPages } from '../support/pages.js';
import { FERNET_TOKEN, opened, rowOf } from '../support/sealed.js';
import { anOperator, type Operator } from '../support/shop.js';

const PASSWORD = 'the password of the router';
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const HOST_RULE =
  'host must be a host name or an IP address, without scheme, port or path: ' +
  'the port belongs in port';

describe('routers', () => {
  let app: TestApp;
  let operator: Operator;

  beforeAll(async () => {
    app = await startTestApp();
    operator = await anOperator(app);
  });
  afterAll(() => app.stop());

  /** Adds a router, with differences; what is undefined is left out. */
  const add = async (overrides: object = {}, as: Operator = operator): Promise<Response> =>
    app.post(
      '/routers/',
      { name: 'Cafe', host: '10.0.0.1', username: 'api', password: PASSWORD, ...overrides },
      as.token,
    );

  it('are added with the default port, and returned without their password', async () => {
    const { status, body, text } = await add();
    expect(status).toBe(201);
    expect(body).toMatchObject({
      id: expect.any(Number),
      name: 'Cafe',
      host: '10.0.0.1',
      port: 80,
      username: 'api',
      use_https: false,
      is_online: false,
      last_checked: null,
      created_at: TIME,
      updated_at: TIME,
    });
    expect(text).not.toContain(PASSWORD);
    expect(Object.keys(body).filter((name) => name.includes('password'))).toEqual([]);
  });

  it('accept JSON values and form fields', async () => {
    const told = { port: 8443, use_https: true };
    expect((await add(told)).body).toMatchObject(told);
    expect((await add({ port: '8443', use_https: 'true' })).body).toMatchObject(told);
  });

  describe('ports', () => {
    const created = async (given: object): Promise<{ path: string; port: unknown }> => {
      const { body } = await add(given);
      return { path: `/routers/${String(body.id)}/`, port: body.port };
    };
    const changed = async (given: object, change: object): Promise<unknown> => {
      const { path } = await created(given);
      const { body } = await request(app.url).patch(path).set(operator.token).send(change);
      return body.port;
    };

    it.each<[object, number]>([
      [{}, 80],
      [{ use_https: false }, 80],
      [{ use_https: true }, 443],
      [{ use_https: true, port: 80 }, 80],
      [{ use_https: true, port: 8443 }, 8443],
    ])('of a router added with %j is %i', async (given, port) => {
      expect((await created(given)).port).toBe(port);
    });

    it.each<[object, object, number]>([
      [{}, { use_https: true }, 443],
      [{ port: 80 }, { use_https: true }, 443],
      [{ use_https: true }, { use_https: false }, 80],
      [{ port: 8080 }, { use_https: true }, 8080],
      [{}, { use_https: true, port: 80 }, 80],
      [{ use_https: true, port: 80 }, { use_https: true }, 80],
      [{ use_https: true, port: 80 }, { name: 'Bar' }, 80],
      [{}, { use_https: false }, 80],
    ])('of a router added with %j and changed with %j is %i', async (given, change, port) => {
      expect(await changed(given, change)).toBe(port);
    });

    it('follow use_https when a router is replaced without one', async () => {
      const { path } = await created({});
      const whole = { name: 'Cafe', host: '10.0.0.1', username: 'api', use_https: true };
      const { body } = await request(app.url).put(path).set(operator.token).send(whole);
      expect(body).toMatchObject({ port: 443, use_https: true });
    });
  });

  it('may have an empty password, which is the default of MikroTik', async () => {
    const { status, body } = await add({ password: '' });
    expect(status).toBe(201);
    expect(opened(app, (await rowOf(app, 'routers', body.id)).password_sealed)).toBe('');
    const { body: other } = await add();
    const path = `/routers/${String(other.id)}/`;
    await request(app.url).patch(path).set(operator.token).send({ password: '' }).expect(200);
    expect(opened(app, (await rowOf(app, 'routers', other.id)).password_sealed)).toBe('');
  });

  it.each([
    'router.example.com',
    'mikrotik-1',
    'my_router.lan',
    'ROUTER.lan',
    '192.168.88.1',
    '2001:db8::1',
    '[2001:db8::1]',
    '::ffff:192.168.88.1',
  ])('may be at %s', async (host) => {
    expect((await add({ host })).body).toMatchObject({ host });
  });

  it('are stored without blanks around their host', async () => {
    const { body } = await add({ host: ' 10.0.0.1\n' });
    expect(body).toMatchObject({ host: '10.0.0.1' });
    const path = `/routers/${String(body.id)}/`;
    const patch = request(app.url).patch(path).set(operator.token);
    expect((await patch.send({ host: '\trouter.lan ' })).body).toMatchObject({
      host: 'router.lan',
    });
  });

  it('are stored with their password sealed', async () => {
    const { body } = await add();
    const row = await rowOf(app, 'routers', body.id);
    expect(row.password_sealed).toMatch(FERNET_TOKEN);
    expect(opened(app, row.password_sealed)).toBe(PASSWORD);
    expect(JSON.stringify(row)).not.toContain(PASSWORD);
  });

  it('are shown by id', async () => {
    const added = await add({ name: 'Café 😀' });
    const shown = await app.get(`/routers/${String(added.body.id)}/`, operator.token).expect(200);
    expect(shown.body).toEqual(added.body);
    expect(shown.body.name).toBe('Café 😀');
  });

  it.each<[string, unknown, string]>([
    ['name', undefined, 'name is required'],
    ['name', '', 'name is required'],
    ['name', ' ', 'name must not be blank'],
    ['name', 'x'.repeat(101), 'name must have at most 100 characters'],
    ['name', 'nul\0', 'name holds characters that cannot be stored'],
    ['name', 'lone \ud800', 'name holds characters that cannot be stored'],
    ['host', undefined, 'host is required'],
    ['host', '', HOST_RULE],
    ['host', 'two words', HOST_RULE],
    ['host', 'http://10.0.0.1', HOST_RULE],
    ['host', '10.0.0.1/../admin', HOST_RULE],
    ['host', 'user@10.0.0.1', HOST_RULE],
    ['host', 'user:password@10.0.0.1', HOST_RULE],
    ['host', '192.168.88.1:8080', HOST_RULE],
    ['host', 'router.lan:8080', HOST_RULE],
    ['host', '[2001:db8::1]:8080', HOST_RULE],
    ['host', '[2001:db8::1', HOST_RULE],
    ['host', '2001:db8::1]', HOST_RULE],
    ['host', '[10.0.0.1]', HOST_RULE],
    ['host', ':', HOST_RULE],
    ['host', '1:2', HOST_RULE],
    ['host', '10.0.0.1/', HOST_RULE],
    ['host', '10.0.0.1?x', HOST_RULE],
    ['host', '10.0.0.1#x', HOST_RULE],
    ['host', ' ', HOST_RULE],
    ['host', '10.0.0', HOST_RULE],
    ['host', '0x7f.1', HOST_RULE],
    ['host', '0x7f000001', HOST_RULE],
    ['host', '2130706433', HOST_RULE],
    ['host', '010.0.0.1', HOST_RULE],
    ['host', '::', HOST_RULE],
    ['host', '[::]', HOST_RULE],
    ['host', '0:0:0:0:0:0:0:0', HOST_RULE],
    ['host', '0.0.0.0', HOST_RULE],
    ['host', '::ffff:0.0.0.0', HOST_RULE],
    ['host', 'router..lan', HOST_RULE],
    ['host', '192.168.88.999', HOST_RULE],
    ['host', '192.168.88.1.1', HOST_RULE],
    ['host', 'x'.repeat(254), 'host must have at most 253 characters'],
    ['host', 'nul\0', 'host holds characters that cannot be stored'],
    ['port', 0, 'port must be at least 1'],
    ['port', 65_536, 'port must be at most 65535'],
    ['port', 'http', 'port must be a whole number'],
    ['username', undefined, 'username is required'],
    ['username', 'nul\0', 'username holds characters that cannot be stored'],
    ['password', undefined, 'password is required'],
    ['password', null, 'password is required'],
    ['password', 12_345, 'password must be text'],
    ['password', 'nul\0', 'password holds characters that cannot be stored'],
    ['use_https', 'maybe', 'use_https must be true or false'],
  ])('are not added with the %s %j', async (field, value, complaint) => {
    const { status, body } = await add({ [field]: value });
    expect(status).toBe(400);
    expect(body.fields).toEqual({ [field]: [complaint] });
  });

  it('ignore read-only fields', async () => {
    const given = {
      is_online: true,
      last_checked: '2026-01-01T00:00:00Z',
      user_id: 1,
      id: 999_999,
    };
    const { body } = await add(given);
    expect(body).toMatchObject({ is_online: false, last_checked: null });
    expect(body.id).not.toBe(999_999);
    expect(await rowOf(app, 'routers', body.id)).toMatchObject({ user_id: operator.userId });
  });

  it('are listed newest first, page by page', async () => {
    const lister = await anOperator(app);
    const ids: number[] = [];
    for (let count = 0; count < 5; count += 1) ids.unshift(Number((await add({}, lister)).body.id));
    await expectPages(app, '/routers/', lister.token, ids);
  });

  it('of another operator are neither shown nor listed', async () => {
    const { body } = await add();
    const stranger = await anOperator(app);
    const path = `/routers/${String(body.id)}/`;
    const answer = await app.get(path, stranger.token).expect(404);
    const nowhere = await app.get('/routers/2147483647/', stranger.token).expect(404);
    expect(answer.body.error).toBe('Router not found or access denied');
    expect({ ...answer.body, request_id: '' }).toEqual({ ...nowhere.body, request_id: '' });
    const list = await app.get('/routers/', stranger.token).expect(200);
    expect(list.body.results).toEqual([]);
  });

  it.each(['0', '-1', '1.5', 'one', '2147483648', '%00', '1%20OR%201=1'])(
    'are not found under %s',
    async (id) => {
      const { body } = await app.get(`/routers/${id}/`, operator.token).expect(404);
      expect(body.code).toBe('router_not_found');
    },
  );

  it('require a token', async () => {
    const { body } = await add();
    for (const headers of [{}, operator.portal]) {
      await app.get('/routers/', headers).expect(401);
      await app.post('/routers/', {}, headers).expect(401);
      await app.get(`/routers/${String(body.id)}/`, headers).expect(401);
    }
  });
});
