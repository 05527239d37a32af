import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { EmbeddedBench, gone } from 'embedded-postgres-server/testing';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { ensureRadiusRole, RADIUS_ROLE } from '../../src/access/radius/radius-role.js';
import { Secret } from '../../src/common/crypto/secret.js';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { Database } from '../../src/database/database.js';
import { runMigrations } from '../../src/database/migrate.js';
import { aMac, insertEntitlement, insertNas, type NasRow } from '../support/access-rows.js';
import { aFreePort } from '../support/free-ports.js';
import {
  describeWithFreeradius,
  startTestFreeradius,
  type TestFreeradius,
} from '../support/freeradius.js';
import { RadiusClient } from 'router-simulator';
import { TEST_RADIUS_PASSWORD } from '../support/test-server.js';

const SILENCE_MS = 1_500;
const mac = aMac();
const FUNCTIONS = ['authorize', 'on_post_auth', 'accounting'] as const;

// No process of our own server runs here: logins need the database and FreeRADIUS only.
describeWithFreeradius('FreeRADIUS without its database', () => {
  let bench: EmbeddedBench;
  let url: string;
  let pool: Pool;
  let router: NasRow;
  let code: string;
  let server: TestFreeradius;
  let client: RadiusClient;

  beforeAll(async () => {
    bench = await EmbeddedBench.open();
    ({ url } = await bench.start({ durable: true, port: await aFreePort() }));
    const dataSource = await new DataSource(dataSourceOptions(url, 2)).initialize();
    await runMigrations(dataSource);
    await ensureRadiusRole(new Database(dataSource), new Secret(TEST_RADIUS_PASSWORD));
    await dataSource.destroy();
    pool = new Pool({ connectionString: url, max: 2 });
    pool.on('error', () => undefined);
    router = await insertNas(pool, { address: '127.0.0.11' });
    ({ code } = await insertEntitlement(pool, router));
    await start();
  });
  afterAll(async () => {
    client.close();
    await server.stop();
    await pool.end();
    await bench.close();
  });
  afterEach(async () => {
    for (const name of FUNCTIONS) {
      await pool.query(`GRANT EXECUTE ON FUNCTION radius.${name} TO ${RADIUS_ROLE}`);
    }
  });

  async function start(): Promise<void> {
    server = await startTestFreeradius(url);
    client = await RadiusClient.open(router.address, server.ports, router.secret);
  }

  async function crash(): Promise<void> {
    const postmaster = await bench.postmaster();
    process.kill(postmaster.pid, 'SIGQUIT');
    await gone(postmaster);
  }

  async function comeBack(): Promise<void> {
    await bench.start({ port: Number(new URL(url).port), durable: true });
  }

  const login = (user = code, waitMs?: number) => client.login({ user, mac }, waitMs);

  it('answers nobody, and the first login after its return', async () => {
    expect(await login()).toMatchObject({ code: 'Access-Accept' });
    await crash();
    expect(await login(code, SILENCE_MS)).toBeNull();
    expect(await login('ABCDEFGH', SILENCE_MS)).toBeNull();
    expect(await client.account({ type: 'Start', user: code, mac }, SILENCE_MS)).toBeNull();
    await comeBack();
    expect(await login()).toMatchObject({ code: 'Access-Accept' });
    expect(await client.account({ type: 'Start', user: code, mac })).not.toBeNull();
  });

  it('answers the first login after a restart that it has not noticed', async () => {
    await crash();
    await comeBack();
    expect(await login()).toMatchObject({ code: 'Access-Accept' });
  });

  it('starts, and answers when the database is there', async () => {
    client.close();
    await server.stop();
    await crash();
    await start();
    expect(await login(code, SILENCE_MS)).toBeNull();
    await comeBack();
    expect(await login()).toMatchObject({ code: 'Access-Accept' });
  });

  it.each(FUNCTIONS)('does not answer while %s fails', async (name) => {
    await pool.query(`REVOKE EXECUTE ON FUNCTION radius.${name} FROM ${RADIUS_ROLE}`);
    const answer =
      name === 'accounting'
        ? client.account({ type: 'Start', user: code, mac }, SILENCE_MS)
        : login(code, SILENCE_MS);
    expect(await answer).toBeNull();
  });

  it('accepts logins and ends them in time while no server of ours runs', async () => {
    const brief = await insertEntitlement(pool, router, { endsAt: `now() + interval '1 minute'` });
    const answer = await login(brief.code);
    expect(answer).toMatchObject({ code: 'Access-Accept' });
    expect(Number(answer?.attributes['Session-Timeout'])).toBeLessThanOrEqual(60);
    // As if the minute were over.
    await pool.query(
      `UPDATE entitlements SET starts_at = starts_at - interval '1 minute',
              ends_at = ends_at - interval '1 minute' WHERE id = $1`,
      [brief.id],
    );
    expect(await login(brief.code)).toMatchObject({
      code: 'Access-Reject',
      attributes: { 'Reply-Message': 'expired' },
    });
  });
});
