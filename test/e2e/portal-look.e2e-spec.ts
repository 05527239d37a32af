import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Clock } from '../../src/common/clock.js';
import { PortalSettingsService } from '../../src/portal/settings/portal-settings.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { addRouter, changeRouter } from '../support/router-rows.js';
import { anOperator, type Operator } from '../support/shop.js';

describe('how the portal of a router looks', () => {
  let app: TestApp;
  let operator: Operator;
  let looks: PortalSettingsService;
  let routerId: number;
  let ms = 0;
  const clock: Clock = { now: () => new Date(Date.now() + ms) };

  beforeAll(async () => {
    app = await startTestApp({ clock });
    operator = await anOperator(app);
    looks = app.nest.get(PortalSettingsService, { strict: false });
    const { body } = await addRouter(app, operator, { name: 'Mama Njeri' });
    routerId = Number(body.id);
  });
  afterAll(async () => {
    await app.stop();
  });

  const set = (router: number | null, values: object): Promise<unknown> =>
    app.database.query(
      `INSERT INTO portal_settings (user_id, router_id, name, color, notice)
       SELECT $1, $2, v.name, v.color, v.notice
         FROM json_to_record($3) AS v (name text, color text, notice text)`,
      [operator.userId, router, JSON.stringify(values)],
    );

  it('is the name of the router unless something is set', async () => {
    expect(await looks.lookOf(operator.userId, routerId)).toEqual({
      name: 'Mama Njeri',
      color: null,
      logo: null,
      supportPhone: null,
      termsUrl: null,
      notice: null,
    });
  });

  it('follows a change by another process within two seconds, and takes the router first', async () => {
    await looks.lookOf(operator.userId, routerId);
    await set(null, { name: 'All of them', color: '#112233', notice: 'Closed on Sunday' });
    await set(routerId, { name: 'Only this', notice: null });
    ms += 2_000;
    expect(await looks.lookOf(operator.userId, routerId)).toMatchObject({
      name: 'Only this',
      color: '#112233',
      notice: 'Closed on Sunday',
    });
    const { body: other } = await addRouter(app, operator);
    expect(await looks.lookOf(operator.userId, Number(other.id))).toMatchObject({
      name: 'All of them',
      color: '#112233',
    });
  });

  it('is asked for once by many customers', async () => {
    await changeRouter(app, operator, routerId, { coa_port: 3_800 });
    ms += 2_000;
    const many = Array.from({ length: 20 }, () => looks.lookOf(operator.userId, routerId));
    expect(new Set(await Promise.all(many)).size).toBe(1);
  });

  it('is not found with the id of another operator', async () => {
    const stranger = await anOperator(app);
    await expect(looks.lookOf(stranger.userId, routerId)).rejects.toMatchObject({ status: 404 });
    await expect(looks.lookOf(operator.userId, 2_000_000_000)).rejects.toThrow();
  });
});
