import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RouterOs, startRouterOs } from './index.js';

const LOGIN = { username: 'api', password: 'pässword' };

describe('the REST API of a simulated router', () => {
  let router: RouterOs;

  beforeAll(async () => {
    router = await startRouterOs({ login: LOGIN });
  });
  afterAll(() => router.stop());

  async function call(method: string, path: string, data?: object, login = LOGIN) {
    const basic = Buffer.from(`${login.username}:${login.password}`).toString('base64');
    const answer = await fetch(`http://127.0.0.1:${router.port}/rest/${path}`, {
      method,
      headers: { Authorization: `Basic ${basic}` },
      ...(data ? { body: JSON.stringify(data) } : {}),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  }

  it('creates with PUT, changes with PATCH, removes with DELETE, and reads', async () => {
    const created = await call('PUT', 'ip/hotspot/user', { name: 'asha', disabled: false });
    expect(created).toMatchObject({ status: 201, body: { name: 'asha', disabled: 'false' } });
    const { '.id': id } = created.body as { '.id': string };
    expect(id).toMatch(/^\*[0-9A-F]+$/);
    expect(await call('PATCH', `ip/hotspot/user/${id}`, { comment: 'x' })).toMatchObject({
      status: 200,
      body: { '.id': id, comment: 'x' },
    });
    expect(await call('GET', 'ip/hotspot/user?name=asha&.proplist=comment')).toEqual({
      status: 200,
      body: [{ comment: 'x' }],
    });
    expect(await call('DELETE', `ip/hotspot/user/${id}`)).toEqual({ status: 204, body: null });
    expect(await call('DELETE', `ip/hotspot/user/${id}`)).toEqual({
      status: 404,
      body: { error: 404, message: 'Not Found', detail: 'no such item' },
    });
  });

  it('refuses a second user of the same name, and unknown profiles and parameters', async () => {
    await call('PUT', 'ip/hotspot/user', { name: 'twice' });
    const refused = async (data: object): Promise<unknown> =>
      (await call('PUT', 'ip/hotspot/user', data)).body;
    expect(await refused({ name: 'twice' })).toEqual({
      error: 400,
      message: 'Bad Request',
      detail: 'failure: already have user with this name for this server',
    });
    expect(await refused({ name: 'other', profile: 'none' })).toMatchObject({
      detail: 'input does not match any value of profile',
    });
    expect(await refused({ name: 'other', colour: 'red' })).toMatchObject({
      error: 400,
      detail: 'unknown parameter colour',
    });
    expect(await refused({})).toMatchObject({ detail: 'missing value(s) of argument(s) name' });
  });

  it('writes values in its own form, all of them as text', async () => {
    const { body } = await call('PUT', 'ip/hotspot/user', {
      name: 'forms',
      'limit-uptime': '5400',
      'limit-bytes-total': '10M',
      'mac-address': 'aa:bb:cc:00:00:01',
    });
    expect(body).toMatchObject({
      'limit-uptime': '1h30m',
      'limit-bytes-total': '10000000',
      'mac-address': 'AA:BB:CC:00:00:01',
      profile: 'default',
      disabled: 'false',
      uptime: '0s',
      'bytes-in': '0',
    });
  });

  it('answers queries of print', async () => {
    await call('PUT', 'ip/hotspot/user', { name: 'tagged', comment: 'mine' });
    const print = async (query: string[]): Promise<unknown> =>
      (await call('POST', 'ip/hotspot/user/print', { '.proplist': ['name'], '.query': query }))
        .body;
    expect(await print(['comment'])).toEqual([{ name: 'tagged' }]);
    expect(await print(['name=twice', 'name=tagged', '#|'])).toEqual([
      { name: 'twice' },
      { name: 'tagged' },
    ]);
    expect(await print(['-comment', 'name=twice', '#!'])).toEqual([{ name: 'forms' }]);
  });

  it('logs a device in by command, and takes its session away', async () => {
    router.hotspot.connect('AA:BB:CC:00:00:07');
    await call('PUT', 'ip/hotspot/user', { name: 'direct', password: 'x' });
    const values = { user: 'direct', password: 'x', 'mac-address': 'AA:BB:CC:00:00:07' };
    expect(await call('POST', 'ip/hotspot/active/login', values)).toEqual({
      status: 200,
      body: [],
    });
    const { body } = await call('GET', 'ip/hotspot/active?user=direct');
    const [{ '.id': id }] = body as [{ '.id': string }];
    expect(await call('DELETE', `ip/hotspot/active/${id}`)).toMatchObject({ status: 204 });
    expect(router.hotspot.isOnline('AA:BB:CC:00:00:07')).toBe(false);
    const wrong = await call('POST', 'ip/hotspot/active/login', { ...values, password: 'y' });
    expect(wrong).toMatchObject({
      status: 400,
      body: { detail: 'failure: invalid username or password' },
    });
  });

  it('carries a call out and loses the answer, and fails once, when it is told to', async () => {
    router.fail({ kind: 'lose_answer', on: 'PUT /rest/ip/hotspot/user' });
    await expect(call('PUT', 'ip/hotspot/user', { name: 'lost' })).rejects.toThrow();
    expect((await call('GET', 'ip/hotspot/user/lost')).status).toBe(200);
    router.fail({ kind: 'fail', after: 1 });
    expect((await call('GET', 'ip/address')).status).toBe(200);
    expect((await call('GET', 'ip/address')).status).toBe(500);
    expect((await call('GET', 'ip/address')).status).toBe(200);
  });

  it('goes away and comes back at the same port, with its users', async () => {
    const { port } = router;
    await call('PUT', 'ip/hotspot/user', { name: 'kept' });
    await router.goAway();
    await expect(call('GET', 'ip/address')).rejects.toThrow();
    await router.listen();
    expect(router.port).toBe(port);
    expect((await call('GET', 'ip/hotspot/user/kept')).status).toBe(200);
  });

  it('refuses a wrong login', async () => {
    expect(await call('GET', 'ip/address', undefined, { ...LOGIN, password: 'x' })).toEqual({
      status: 401,
      body: { error: 401, message: 'Unauthorized' },
    });
    expect(router.calls.at(-1)).toBe('GET /rest/ip/address');
  });
});
