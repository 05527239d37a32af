import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request, { type Test } from 'supertest';
import { type Headers, startTestApp, type TestApp } from '../support/app.js';
import { opened, rowOf } from '../support/sealed.js';
import { aPhone, createLink, initiate } from '../support/selling.js';
import { anOperator, aPackage, aRouter, aShop, type Shop } from '../support/shop.js';

type Method = 'put' | 'patch' | 'delete';
type Json = Readonly<Record<string, unknown>>;

const NAME_TAKEN = 'This router already has a package of this name. Choose another one.';

describe('changing what is sold', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    shop = await aShop(app);
  });

  const call = (method: Method, path: string, body: Json = {}, headers = shop.token): Test =>
    request(app.url)[method](path).set(headers).send(body);
  const packageAt = (id = shop.packageId): string => `/routers/packages/${id}/`;
  const routerAt = (id = shop.routerId): string => `/routers/${id}/`;

  async function offered(routerId = shop.routerId): Promise<number[]> {
    const { body } = await app.get(`/routers/${routerId}/packages/`, shop.portal).expect(200);
    return (body.packages as { id: number }[]).map(({ id }) => id);
  }

  const listed = async (path: string): Promise<number[]> => {
    const { body } = await app.get(path, shop.token).expect(200);
    return (body.results as { id: number }[]).map(({ id }) => id);
  };

  const rowsIn = async (table: 'routers' | 'packages', id: number): Promise<number> =>
    (await app.database.query(`SELECT 1 FROM ${table} WHERE id = $1`, [id])).length;

  describe('a package', () => {
    const whole = {
      name: 'Whole month',
      package_type: 'monthly',
      duration_hours: 720,
      price: '1500',
      download_speed_mbps: 1000,
      upload_speed_mbps: 20,
    };

    it('is replaced with PUT', async () => {
      const { body } = await call('put', packageAt(), { ...whole, router: shop.routerId });
      expect(body).toMatchObject({
        id: shop.packageId,
        ...whole,
        price: '1500.00',
        duration_display: '1 month',
        speed_display: '1.0 Gbps / 20 Mbps',
        package_type_display: 'Monthly',
        router_name: 'Cafe',
        is_active: true,
      });
      const nameless = { ...whole, name: undefined, router: shop.routerId };
      const missing = await call('put', packageAt(), nameless);
      expect(missing.body.fields).toEqual({ name: ['name is required'] });
    });

    it('loses its data cap by null, and keeps it when nothing is said of it', async () => {
      const limits = { device_limit: 2, data_cap_mb: 500 };
      const capped = await call('patch', packageAt(), limits).expect(200);
      expect(capped.body).toMatchObject(limits);
      const renamed = await call('patch', packageAt(), { name: 'Capped' }).expect(200);
      expect(renamed.body).toMatchObject(limits);
      const replacement = { ...whole, router: shop.routerId };
      const replaced = await call('put', packageAt(), replacement).expect(200);
      expect(replaced.body).toMatchObject(limits);

      const nulls = { device_limit: null, data_cap_mb: null };
      const uncapped = await call('patch', packageAt(), nulls).expect(200);
      expect(uncapped.body).toMatchObject({ device_limit: 2, data_cap_mb: null });
      await call('patch', packageAt(), { data_cap_mb: 500 }).expect(200);
      const again = await call('put', packageAt(), { ...replacement, data_cap_mb: null });
      expect(again.body).toMatchObject({ device_limit: 2, data_cap_mb: null });
    });

    it('is changed with PATCH, a field at a time', async () => {
      const before = await app.get(packageAt(), shop.token).expect(200);
      const { body } = await call('patch', packageAt(), { price: 75 }).expect(200);
      expect(body).toEqual({
        ...before.body,
        price: '75.00',
        updated_at: expect.stringMatching(/Z$/),
      });
      await call('patch', packageAt(), { is_active: false }).expect(200);
      expect(await offered()).toEqual([]);
      const same = await call('patch', packageAt()).expect(200);
      expect(same.body).toMatchObject({ price: '75.00', is_active: false });
    });

    it.each<[Json, string]>([
      [{ name: '' }, 'name'],
      [{ price: '1.001' }, 'price'],
      [{ price: 0 }, 'price'],
      [{ price: '50.50' }, 'price'],
      [{ package_type: 'weekly' }, 'package_type'],
      [{ duration_hours: 0 }, 'duration_hours'],
      [{ router: 'x' }, 'router'],
    ])('is not changed to %j', async (change, field) => {
      const before = await rowOf(app, 'packages', shop.packageId);
      const { body } = await call('patch', packageAt(), change).expect(400);
      expect(Object.keys(body.fields)).toEqual([field]);
      expect(await rowOf(app, 'packages', shop.packageId)).toEqual(before);
    });

    it('cannot take the name of another one of its router, nor move to where its name is taken', async () => {
      await aPackage(app, shop, shop.routerId, { name: 'Taken' });
      const elsewhere = await aRouter(app, shop);
      await aPackage(app, shop, elsewhere, { name: 'One day' });
      await call('patch', packageAt(), { name: 'One day' }).expect(200);
      for (const change of [{ name: 'Taken' }, { router: elsewhere }]) {
        const { body } = await call('patch', packageAt(), change).expect(400);
        expect(body.fields).toEqual({ name: [NAME_TAKEN] });
      }
    });

    it("moves to another of the operator's routers, but to nobody else's", async () => {
      const elsewhere = await aRouter(app, shop);
      const { body } = await call('patch', packageAt(), { router: elsewhere }).expect(200);
      expect(body.router).toBe(elsewhere);
      expect(await offered()).toEqual([]);
      expect(await offered(elsewhere)).toEqual([shop.packageId]);
      const theirs = (await aShop(app)).routerId;
      const refused = await call('patch', packageAt(), { router: theirs }).expect(404);
      expect(refused.body.code).toBe('router_not_found');
    });

    it('changes nothing that was sold of it', async () => {
      const sold = await initiate(app, shop, { phone_number: aPhone() }).expect(201);
      await call('patch', packageAt(), { price: '99.00', duration_hours: 1 }).expect(200);
      await app.simulator.control.advance(60_000);
      await app.idle();
      const path = `/payments/${String(sold.body.payment.id)}/`;
      const { body } = await app.get(path, shop.token).expect(200);
      expect(body).toMatchObject({ status: 'completed', amount: '50.00' });
      const hours = Date.parse(body.package_expiry_time) - Date.parse(body.completed_at);
      expect(hours).toBe(shop.durationHours * 3_600_000);
    });

    it('is deleted when it was never sold, and its name is free again', async () => {
      const id = await aPackage(app, shop, shop.routerId, { name: 'Never sold' });
      await call('delete', packageAt(id)).expect(204);
      expect(await rowsIn('packages', id)).toBe(0);
      await app.get(packageAt(id), shop.token).expect(404);
      await call('delete', packageAt(id)).expect(404);
      await aPackage(app, shop, shop.routerId, { name: 'Never sold' });
    });

    it('is archived when it was sold: hidden everywhere, kept for its payments, its name free', async () => {
      const { body: shown } = await app.get(packageAt(), shop.token).expect(200);
      const sold = await createLink(app, shop).expect(201);
      await call('delete', packageAt()).expect(204);
      expect(await rowsIn('packages', shop.packageId)).toBe(1);
      expect(await offered()).toEqual([]);
      expect(await listed('/routers/packages/')).toEqual([]);
      await app.get(packageAt(), shop.token).expect(404);
      await call('patch', packageAt(), { name: 'x' }).expect(404);
      await call('delete', packageAt()).expect(404);
      const refused = await initiate(app, shop).expect(400);
      expect(refused.body.error).toBe('Package not found or not active for this router');
      const path = `/payments/${String(sold.body.payment.id)}/`;
      const { body } = await app.get(path, shop.token).expect(200);
      expect(body.package).toBe(shop.packageId);
      await aPackage(app, shop, shop.routerId, { name: String(shown.name) });
    });
  });

  describe('a router', () => {
    it('is replaced with PUT and changed with PATCH; its password stays unless it is given', async () => {
      const before = await rowOf(app, 'routers', shop.routerId);
      const wanted = { name: 'Bar', host: '10.0.0.2', username: 'other', port: 8080 };
      const { body } = await call('put', routerAt(), wanted).expect(200);
      expect(body).toMatchObject({ id: shop.routerId, ...wanted, use_https: false });
      const kept = await rowOf(app, 'routers', shop.routerId);
      expect(kept.password_sealed).toBe(before.password_sealed);

      const change = { use_https: 'true', password: 'a new one' };
      const changed = await call('patch', routerAt(), change).expect(200);
      expect(changed.body).toMatchObject({ ...wanted, use_https: true });
      expect(changed.text).not.toContain('a new one');
      const row = await rowOf(app, 'routers', shop.routerId);
      expect(opened(app, row.password_sealed)).toBe('a new one');
    });

    it.each<[Method, Json, string]>([
      ['put', { host: '10.0.0.1', username: 'api' }, 'name'],
      ['put', { name: 'Bar', username: 'api' }, 'host'],
      ['patch', { port: 0 }, 'port'],
      ['patch', { host: 'http://x' }, 'host'],
      ['patch', { name: ' ' }, 'name'],
      ['patch', { verify_certificate: 'perhaps' }, 'verify_certificate'],
    ])('is not changed by %s %j', async (method, body, field) => {
      const before = await rowOf(app, 'routers', shop.routerId);
      const answer = await call(method, routerAt(), body).expect(400);
      expect(Object.keys(answer.body.fields)).toEqual([field]);
      expect(await rowOf(app, 'routers', shop.routerId)).toEqual(before);
    });

    it('is deleted with its packages when nothing was sold on it', async () => {
      await call('delete', routerAt()).expect(204);
      expect(await rowsIn('routers', shop.routerId)).toBe(0);
      expect(await rowsIn('packages', shop.packageId)).toBe(0);
      await call('delete', routerAt()).expect(404);
    });

    it('is archived with its packages when something was sold on it, and forgets its password', async () => {
      const sold = await createLink(app, shop).expect(201);
      await call('delete', routerAt()).expect(204);
      const row = await rowOf(app, 'routers', shop.routerId);
      expect(row).toMatchObject({ password_sealed: '', is_online: false });
      expect(await listed('/routers/')).toEqual([]);
      expect(await listed('/routers/packages/')).toEqual([]);
      for (const path of [routerAt(), packageAt(), `${routerAt()}packages/`]) {
        await app.get(path, shop.token).expect(404);
      }
      await call('patch', routerAt(), { name: 'x' }).expect(404);
      await app.post(`${routerAt()}test-connection/`, {}, shop.token).expect(404);
      const refused = await initiate(app, shop).expect(404);
      expect(refused.body.error).toBe('Router not found or access denied');
      const path = `/payments/${String(sold.body.payment.id)}/`;
      const { body } = await app.get(path, shop.token).expect(200);
      expect(body.router).toBe(shop.routerId);
    });

    it('is sold on or deleted, of both at once: never a sale without its router', async () => {
      const [sale] = await Promise.all([
        createLink(app, shop, { phone_number: aPhone() }).then((answer) => answer),
        call('delete', routerAt()),
        call('delete', packageAt()),
      ]);
      expect([201, 400, 404]).toContain(sale.status);
      const [orphans] = await app.database.query<{ count: number }>(
        `SELECT count(*)::integer FROM payments p
          WHERE p.user_id = $1
            AND NOT EXISTS (SELECT FROM packages k JOIN routers r ON r.id = k.router_id
                             WHERE k.id = p.package_id AND r.id = p.router_id)`,
        [shop.userId],
      );
      expect(orphans?.count).toBe(0);
    });
  });

  it('is for nobody else: 404 for another operator, 401 without a token, and nothing changes', async () => {
    const before = [
      await rowOf(app, 'routers', shop.routerId),
      await rowOf(app, 'packages', shop.packageId),
    ];
    const stranger = await anOperator(app);
    const bodies: Readonly<Record<Method, Json>> = {
      put: { name: 'x', host: '10.0.0.9', username: 'x' },
      patch: { name: 'x' },
      delete: {},
    };
    const whole = {
      name: 'x',
      router: shop.routerId,
      package_type: 'hourly',
      duration_hours: 1,
      price: 1,
      download_speed_mbps: 1,
      upload_speed_mbps: 1,
    };
    for (const method of ['put', 'patch', 'delete'] as const) {
      const asked: [Headers, number][] = [
        [stranger.token, 404],
        [shop.portal, 401],
        [{}, 401],
      ];
      for (const [headers, status] of asked) {
        await call(method, routerAt(), bodies[method], headers).expect(status);
        const wanted = method === 'put' ? whole : bodies[method];
        await call(method, packageAt(), wanted, headers).expect(status);
      }
    }
    expect([
      await rowOf(app, 'routers', shop.routerId),
      await rowOf(app, 'packages', shop.packageId),
    ]).toEqual(before);
  });
});
