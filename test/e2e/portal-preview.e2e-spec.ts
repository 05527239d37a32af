import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PNG } from 'pngjs';
import request, { type Test } from 'supertest';
import { type Clock } from '../../src/common/clock.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { aShop, type Shop } from '../support/shop.js';

const SIX_MINUTES = 6 * 60_000;

/** A clock that a test moves. */
class MovedClock implements Clock {
  private moved = 0;

  now(): Date {
    return new Date(Date.now() + this.moved);
  }

  move(ms: number): void {
    this.moved += ms;
  }
}

describe('the preview of the portal', () => {
  let app: TestApp;
  let shop: Shop;
  const clock = new MovedClock();

  beforeAll(async () => {
    app = await startTestApp({ clock, settings: { RATE_LIMIT_SCALE: '1' } });
    shop = await aShop(app);
  });
  afterAll(() => app.stop());

  const preview = (body: object): Test =>
    app.post('/portal/preview/', { router: shop.routerId, ...body }, shop.token);
  const pageOf = async (body: object): Promise<string> => {
    const { body: made } = await preview(body).expect(200);
    return (await app.get(String(made.path)).expect(200)).text;
  };

  it('shows what the router sells with settings that are not saved', async () => {
    const html = await pageOf({ name: 'Mama <b>Njeri</b>', notice: 'Closed', language: 'sw' });
    expect(html).toContain('Mama &lt;b&gt;Njeri&lt;/b&gt;');
    expect(html).toContain('lang="sw"');
    expect(html).toContain('KSh 50');
    const { body } = await app.get('/portal/settings/', shop.token).expect(200);
    expect(body).toMatchObject({ name: null, notice: null });
  });

  it('fills the gaps as the portal does', async () => {
    const put = (query: string, body: object): Test =>
      request(app.url).put(`/portal/settings/${query}`).set(shop.token).send(body);
    await put('', { notice: 'For all' }).expect(200);
    await put(`?router=${shop.routerId}`, { name: 'Of the router' }).expect(200);
    expect(await pageOf({ name: 'New for all' })).toContain('Of the router');
    const ofRouter = await pageOf({ settings_for: 'router', name: 'New' });
    expect(ofRouter).toContain('New');
    expect(ofRouter).toContain('For all');
  });

  it('is a page without scripts, with an origin of its own, for frames of this server', async () => {
    const { body } = await preview({ color: '#0a6a3a' }).expect(200);
    const { headers, text } = await app.get(String(body.path)).expect(200);
    const policy = String(headers['content-security-policy']).split('; ');
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
        'sandbox',
      ]),
    );
    expect(policy.join(' ')).not.toContain('script-src');
    expect(text).not.toContain('<script');
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
    });
  });

  it('has an address that nobody can make, and that is over after five minutes', async () => {
    const { body } = await preview({}).expect(200);
    const path = String(body.path);
    await app.get(`${path.slice(0, -1)}x`).expect(404);
    await app.get('/portal/preview/of-my-own').expect(404);
    await app.get(path).expect(200);
    clock.move(SIX_MINUTES);
    await app.get(path).expect(404);
  });

  it('makes a logo as it would be stored, and takes that one as it is', async () => {
    const png = new PNG({ width: 200, height: 200 });
    const upload = PNG.sync.write(png).toString('base64');
    const { body } = await preview({ logo: upload }).expect(200);
    expect(body.logo).toMatch(/^data:image\/png;base64,/);
    // More than the limit of logos allows in ten minutes.
    for (let count = 0; count < 40; count += 1) {
      const again = await preview({ logo: body.logo }).expect(200);
      expect(again.body.logo).toBe(body.logo);
    }
    await preview({ logo: 'data:image/svg+xml;base64,PHN2Zz4=' }).expect(400);
  });

  it('refuses what cannot be saved, and routers of others', async () => {
    const { body } = await preview({ color: 'green' }).expect(400);
    expect(body.fields).toHaveProperty('color');
    const other = await aShop(app);
    await app.post('/portal/preview/', { router: other.routerId }, shop.token).expect(404);
  });
});
