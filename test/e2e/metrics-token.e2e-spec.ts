import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { startTestApp, type TestApp } from '../support/app.js';

describe('the metrics of a server with a metrics token', () => {
  const token = randomHex(16);
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ settings: { METRICS_TOKEN: token } });
  });
  afterAll(() => app.stop());

  it('are shown with it', async () => {
    await app.get('/metrics', { Authorization: `Bearer ${token}` }).expect(200);
    await app.get('/metrics', { Authorization: `bearer ${token}` }).expect(200);
  });

  it.each([
    ['nothing', '', 'metrics_token_missing'],
    ['another scheme', `Basic ${token}`, 'metrics_token_missing'],
    ['the token alone', token, 'metrics_token_missing'],
    ['another token', `Bearer ${randomHex(16)}`, 'metrics_token_wrong'],
    ['a part of it', `Bearer ${token.slice(0, -1)}`, 'metrics_token_wrong'],
    ['more than it', `Bearer ${token}0`, 'metrics_token_wrong'],
  ])('are refused with %s', async (_what, authorization, code) => {
    const headers = authorization === '' ? {} : { Authorization: authorization };
    const answer = await app.get('/metrics', headers).expect(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="lipafi metrics"');
    expect(answer.body).toEqual({
      error: expect.stringMatching(/^The metrics token /),
      code,
      request_id: answer.headers['x-request-id'],
    });
    expect(JSON.stringify([answer.body, app.logs])).not.toContain(token);
  });
});
