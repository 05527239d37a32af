import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids/uuid.js';
import { startTestApp, type TestApp } from '../support/app.js';

const NOTHING = "default-src 'none';frame-ancestors 'none';base-uri 'none'";

describe('the security headers for browsers', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());

  it.each(['/health/live', '/payments/', '/nothing/', '/%', '/metrics', '/openapi.json'])(
    'is everything, for an answer of %s',
    async (path) => {
      const { headers } = await app.get(path);
      expect(headers).toMatchObject({
        'content-security-policy': NOTHING,
        'referrer-policy': 'no-referrer',
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'cross-origin-resource-policy': 'cross-origin',
      });
      expect(headers).not.toHaveProperty('x-powered-by');
    },
  );

  it('are fewer for pages, which have a policy of their own', async () => {
    const docs = await app.get('/docs').expect(200);
    expect(docs.headers['content-security-policy']).toContain("script-src 'self'");
    const page = await app.get(`/payment/success/${newId()}/`).expect(404);
    expect(page.headers['content-security-policy']).toContain("style-src 'unsafe-inline'");
    for (const { headers } of [docs, page]) {
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
  });
});
