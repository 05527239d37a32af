import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import {
  addRouter,
  rotateSecret,
  seenOf,
  setupOf,
  startOfRouter,
  storedSecret,
} from '../support/router-rows.js';
import { anOperator, type Operator } from '../support/shop.js';

describe('a new RADIUS secret of a router', () => {
  let app: TestApp;
  let operator: Operator;

  beforeAll(async () => {
    app = await startTestApp();
    operator = await anOperator(app);
  });
  afterAll(() => app.stop());

  const aRadiusRouter = async (): Promise<Record<string, unknown>> => {
    const { body } = await addRouter(app, operator, { access_method: 'radius' });
    return body as Record<string, unknown>;
  };

  it('is used after the time that FreeRADIUS keeps the former one, and is not proven', async () => {
    const { id, nas_address } = await aRadiusRouter();
    const former = await storedSecret(app, id);
    await startOfRouter(app, nas_address);
    expect(await seenOf(app, operator, id)).toMatchObject({ secret_proven: true });

    const { status, body, headers } = await rotateSecret(app, operator, id);
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    const stored = await storedSecret(app, id);
    expect(stored).toMatch(/^[0-9a-f]{32}$/);
    expect(stored).not.toBe(former);
    expect(body).toMatchObject({ router_id: id, radius_secret: stored });
    const { effective_by, secret_changed_at } = body as Record<string, string>;
    expect(Date.parse(effective_by ?? '') - Date.parse(secret_changed_at ?? '')).toBe(300_000);

    const { body: setup } = await setupOf(app, operator, id);
    expect(setup.radius).toMatchObject({ secret_changed_at, effective_by });
    expect(setup.radius_secret).toBe(stored);
    expect(await seenOf(app, operator, id)).toMatchObject({ secret_proven: false });
    expect(JSON.stringify(setup.checklist)).toContain(`in use until ${effective_by}`);
  });

  it('leaves a router silent that has not got it, until its first packet with it', async () => {
    const { id, nas_address } = await aRadiusRouter();
    await rotateSecret(app, operator, id);
    await app.database.query(
      `UPDATE radius.nas
          SET created_at = created_at - interval '1 day',
              secret_changed_at = secret_changed_at - interval '1 hour'
        WHERE router_id = $1`,
      [id],
    );
    const { body } = await setupOf(app, operator, id);
    expect(JSON.stringify(body.checklist)).toContain('since then no accounting packet has had it');
    await startOfRouter(app, nas_address);
    expect(await seenOf(app, operator, id)).toMatchObject({ secret_proven: true });
  });

  it('is made once for each Idempotency-Key, also when the request is sent twice at once', async () => {
    const { id } = await aRadiusRouter();
    const twice = await Promise.all([
      rotateSecret(app, operator, id, 'first'),
      rotateSecret(app, operator, id, 'first'),
    ]);
    const secrets = twice.map(({ body }) => String(body.radius_secret));
    expect(new Set(secrets).size).toBe(1);
    const replayed = twice.filter(({ headers }) => headers['idempotent-replayed'] === 'true');
    expect(replayed).toHaveLength(1);
    const other = await rotateSecret(app, operator, id, 'second');
    expect(secrets).not.toContain(other.body.radius_secret);
    const none = await rotateSecret(app, operator, id);
    expect(none.body.radius_secret).not.toBe(other.body.radius_secret);
    const malformed = await rotateSecret(app, operator, id, 'a key');
    expect(malformed.body.code).toBe('idempotency_key_malformed');
  });
});
