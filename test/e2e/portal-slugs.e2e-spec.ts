import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { runPlannedJobs } from '../support/jobs.js';
import { addRouter, changeRouter } from '../support/router-rows.js';
import { anOperator, type Operator } from '../support/shop.js';

const SLUG = /^[0-9a-f]{20}$/;

describe('the portal slug of a router', () => {
  let app: TestApp;
  let operator: Operator;

  beforeAll(async () => {
    app = await startTestApp({ settings: { PORTAL_URL: 'https://wifi.example:8443/' } });
    operator = await anOperator(app);
  });
  afterAll(async () => {
    await app.stop();
  });

  const slugOf = async (id: unknown): Promise<unknown> => {
    const { body } = await app.get(`/routers/${String(id)}/`, operator.token).expect(200);
    return body.portal_slug;
  };
  const portalOf = async (id: unknown): Promise<unknown> => {
    const { body } = await app.get(`/routers/${String(id)}/setup/`, operator.token).expect(200);
    return body.portal_url;
  };

  it('has 80 random bits, differs from every other, and stays when the router is changed', async () => {
    const routers = await Promise.all(Array.from({ length: 5 }, () => addRouter(app, operator)));
    const slugs = routers.map(({ body }) => String(body.portal_slug));
    for (const slug of slugs) expect(slug).toMatch(SLUG);
    expect(new Set(slugs).size).toBe(slugs.length);
    const [first] = routers;
    await changeRouter(app, operator, first?.body.id, {
      name: 'Another name',
      portal_slug: 'mine',
    });
    expect(await slugOf(first?.body.id)).toBe(slugs[0]);
  });

  it('is in the address of its portal, on the host of the setting', async () => {
    const { body } = await addRouter(app, operator, { access_method: 'radius' });
    expect(await portalOf(body.id)).toBe(`https://wifi.example:8443/portal/${body.portal_slug}`);
  });

  it('is given to routers that are older than the column', async () => {
    const { body } = await addRouter(app, operator, { access_method: 'radius' });
    const forget = (): Promise<unknown> =>
      app.database.query('UPDATE routers SET portal_slug = NULL WHERE id = $1', [body.id]);

    await forget();
    await app.database.query(`SELECT graphile_worker.add_job('fill_portal_slugs')`);
    await runPlannedJobs(app);
    expect(await slugOf(body.id)).toMatch(SLUG);

    await forget();
    const portal = await portalOf(body.id);
    expect(portal).toBe(`https://wifi.example:8443/portal/${String(await slugOf(body.id))}`);
  });
});
