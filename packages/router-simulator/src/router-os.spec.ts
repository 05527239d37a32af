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

  it('refuses a wrong login', async () => {
    expect(await call('GET', 'ip/address', undefined, { ...LOGIN, password: 'x' })).toEqual({
      status: 401,
      body: { error: 401, message: 'Unauthorized' },
    });
    expect(router.calls.at(-1)).toBe('GET /rest/ip/address');
  });
});
