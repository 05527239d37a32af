import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PNG } from 'pngjs';
import request, { type Test } from 'supertest';
import { PortalSettingsService } from '../../src/portal/settings/portal-settings.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { addRouter, removeRouter } from '../support/router-rows.js';
import { anOperator, type Operator } from '../support/shop.js';

const NOTHING = {
  name: null,
  color: null,
  logo: null,
  support_phone: null,
  terms_url: null,
  notice: null,
};
const WHOLE = {
  name: ' Mama Njeri WiFi ',
  color: '#0A6A3A',
  support_phone: '0712 345 678',
  terms_url: 'https://mama-njeri.example/terms',
  notice: 'Closed on <b>Sunday</b>.',
};
const READ = {
  ...WHOLE,
  name: 'Mama Njeri WiFi',
  color: '#0a6a3a',
  support_phone: '+254712345678',
};

/** A red square as PNG, in base64. */
function aLogo(side = 200): string {
  const png = new PNG({ width: side, height: side });
  for (let at = 0; at < png.data.length; at += 4) png.data.set([200, 30, 40, 255], at);
  return PNG.sync.write(png).toString('base64');
}

describe('the settings of the portal', () => {
  let app: TestApp;
  let operator: Operator;
  let routerId: number;

  beforeAll(async () => {
    app = await startTestApp({ settings: { RATE_LIMIT_SCALE: '1' } });
    operator = await anOperator(app);
  });
  afterAll(() => app.stop());

  const fresh = async (): Promise<void> => {
    await put({}).expect(200);
    const { body } = await addRouter(app, operator, { name: 'Router' });
    routerId = Number(body.id);
  };
  const get = (query = ''): Test => app.get(`/portal/settings/${query}`, operator.token);
  const put = (body: object, query = ''): Test =>
    request(app.url).put(`/portal/settings/${query}`).set(operator.token).send(body);
  const lookOf = (router: number): Promise<unknown> =>
    app.nest.get(PortalSettingsService, { strict: false }).lookOf(operator.userId, router);

  it('are empty until they are set, and replaced as a whole', async () => {
    await fresh();
    expect((await get().expect(200)).body).toEqual({ router: null, ...NOTHING });
    expect((await put(WHOLE).expect(200)).body).toEqual({ router: null, ...NOTHING, ...READ });
    expect((await get().expect(200)).body).toEqual({ router: null, ...NOTHING, ...READ });
    const { body } = await put({ name: null, notice: 'Hello' }).expect(200);
    expect(body).toEqual({ router: null, ...NOTHING, notice: 'Hello' });
  });

  it('of a router come before those for all, and customers see both at once', async () => {
    await fresh();
    const query = `?router=${routerId}`;
    await put({ name: 'For all', color: '#112233' }).expect(200);
    expect(await lookOf(routerId)).toMatchObject({ name: 'For all', color: '#112233' });
    const { body } = await put({ name: 'For one' }, query).expect(200);
    expect(body).toEqual({ ...NOTHING, router: routerId, name: 'For one' });
    expect(await lookOf(routerId)).toMatchObject({ name: 'For one', color: '#112233' });
    expect((await get(query).expect(200)).body.name).toBe('For one');
    expect((await get().expect(200)).body.name).toBe('For all');
    await put({}, query).expect(200);
    expect(await lookOf(routerId)).toMatchObject({ name: 'For all' });
    await put({}).expect(200);
    expect(await lookOf(routerId)).toMatchObject({ name: 'Router', color: null });
  });

  it('keep a small logo of the upload, which stays when it is sent back', async () => {
    await fresh();
    const { body } = await put({ logo: aLogo() }).expect(200);
    expect(body.logo).toMatch(/^data:image\/png;base64,/);
    const file = Buffer.from(String(body.logo).split(',')[1] ?? '', 'base64');
    expect(file.length).toBeLessThanOrEqual(3_072);
    expect(PNG.sync.read(file)).toMatchObject({ width: 96, height: 96 });
    expect((await put(body as object).expect(200)).body.logo).toBe(body.logo);
    expect((await put({ name: 'No logo' }).expect(200)).body.logo).toBeNull();
  });

  it.each([
    ['name', ' '],
    ['name', 'x'.repeat(61)],
    ['name', 'two\nlines'],
    ['name', '\u202etxet'],
    ['color', 'red'],
    ['color', '#12345'],
    ['color', '#112233;background:url(//evil.example)'],
    ['support_phone', '12'],
    ['support_phone', 'call me'],
    ['support_phone', '+0712345678'],
    ['terms_url', 'http://mama-njeri.example/'],
    ['terms_url', 'javascript:alert(1)'],
    ['terms_url', 'https://user:pass@mama-njeri.example/'],
    ['terms_url', 'https:// a'],
    ['notice', 'x'.repeat(201)],
    ['notice', 5],
    ['logo', 'https://mama-njeri.example/logo.png'],
    ['logo', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64')],
    ['logo', { url: 'x' }],
    ['logo', aLogo(1_201)],
  ])('do not take a wrong %s (case %#)', async (field, value) => {
    await fresh();
    const answer = await put({ ...WHOLE, [field]: value }).expect(400);
    expect(answer.body).toMatchObject({ code: 'validation_failed', error: expect.any(String) });
    expect(Object.keys(answer.body.fields)).toEqual([field]);
    expect((await get()).body).toEqual({ router: null, ...NOTHING });
  });

  it.each([
    ['+44 20 7946 0018', '+442079460018'],
    ['+254 (20) 123-4567', '+254201234567'],
    ['0771234567', '+254771234567'],
  ])('take the number %s', async (given, stored) => {
    await fresh();
    const { body } = await put({ support_phone: given }).expect(200);
    expect(body.support_phone).toBe(stored);
  });

  it('are shut to other operators, to portals, and for routers that are not there', async () => {
    await fresh();
    const stranger = await anOperator(app);
    const path = `/portal/settings/?router=${routerId}`;
    await put({ name: 'Mine' }, `?router=${routerId}`).expect(200);
    await app.get(path, stranger.token).expect(404);
    await request(app.url).put(path).set(stranger.token).send({ name: 'Theirs' }).expect(404);
    for (const headers of [{}, operator.portal]) {
      await app.get(path, headers).expect(401);
      await request(app.url).put(path).set(headers).send({ name: 'Theirs' }).expect(401);
    }
    expect((await get(`?router=${routerId}`).expect(200)).body.name).toBe('Mine');
    expect((await app.get('/portal/settings/', stranger.token).expect(200)).body.name).toBeNull();
    await get('?router=0').expect(400);
    await get('?shop=1').expect(400);
    await removeRouter(app, operator, routerId);
    await get(`?router=${routerId}`).expect(404);
    await put({ name: 'Gone' }, `?router=${routerId}`).expect(404);
    expect(
      await app.database.query('SELECT FROM portal_settings WHERE router_id = $1', [routerId]),
    ).toEqual([]);
  });

  it('decode so many logos of one operator and no more', async () => {
    operator = await anOperator(app);
    const logo = Buffer.from('no image').toString('base64');
    for (let count = 0; count < 30; count += 1) await put({ logo }).expect(400);
    const refused = await put({ logo }).expect(429);
    expect(refused.headers['retry-after']).toMatch(/^\d+$/);
    await put({ name: 'Still fine' }).expect(200);
  });
});
