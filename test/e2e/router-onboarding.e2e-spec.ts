import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { RadiusClient } from 'router-simulator';
import { aMac, insertEntitlement } from '../support/access-rows.js';
import { startTestApp, type TestApp } from '../support/app.js';
import {
  describeWithFreeradius,
  startTestFreeradius,
  type TestFreeradius,
} from '../support/freeradius.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { addRouter, removeRouter, rotateSecret, seenOf, setupOf } from '../support/router-rows.js';
import { aPackage, anOperator, type Operator } from '../support/shop.js';
import { until } from '../support/until.js';

/** How long a login waits for an answer. */
const SILENCE_MS = 700;

describeWithFreeradius('a router that is set up by what the API shows', () => {
  let database: TestDatabase;
  let pool: Pool;
  let app: TestApp;
  let freeradius: TestFreeradius;
  let operator: Operator;
  let routerId: number;
  let client: RadiusClient;
  let code: string;
  let mac: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.url, max: 1 });
    app = await startTestApp({ databaseUrl: database.url });
    freeradius = await startTestFreeradius(database.url, { clientLifetimeS: 1 });
    operator = await anOperator(app);
    const { body } = await addRouter(app, operator, { access_method: 'radius' });
    routerId = Number(body.id);
    client = await open();
    mac = aMac();
    code = (await insertEntitlement(pool, { userId: operator.userId, routerId })).code;
  });
  afterAll(async () => {
    client.close();
    await freeradius.stop();
    await app.stop();
    await pool.end();
    await database.drop();
  });

  /** The router with the address and the secret that its set-up shows. */
  async function open(): Promise<RadiusClient> {
    const { body } = await setupOf(app, operator, routerId);
    const { nas_address, radius_secret } = body as Record<string, string>;
    return RadiusClient.open(nas_address ?? '', freeradius.ports, radius_secret ?? '');
  }
  const login = async (router: RadiusClient): Promise<string> =>
    (await router.login({ user: code, mac, method: 'chap' }, SILENCE_MS))?.code ?? 'silence';
  const answerOf = (router: RadiusClient, answer: string): Promise<unknown> =>
    until(
      `a login gets ${answer}`,
      () => login(router),
      (seen) => seen === answer,
    );

  it('is accepted, and its checklist is complete', async () => {
    expect(await login(client)).toBe('Access-Accept');
    await client.account({ type: 'Accounting-On' });
    await aPackage(app, operator, routerId);
    await app.get(`/routers/${routerId}/packages/`, operator.portal).expect(200);
    expect(await seenOf(app, operator, routerId)).toEqual({
      first_packet: true,
      secret_proven: true,
      portal_visit: true,
      first_login: true,
    });
  });

  it('is silenced by a new secret, and accepted again with it', async () => {
    await rotateSecret(app, operator, routerId);
    await answerOf(client, 'silence');
    const former = client;
    client = await open();
    former.close();
    await answerOf(client, 'Access-Accept');
  });

  it('is rejected as soon as it is archived, and then gets no answer', async () => {
    await removeRouter(app, operator, routerId);
    expect(await login(client)).not.toBe('Access-Accept');
    await answerOf(client, 'silence');
  });
});
