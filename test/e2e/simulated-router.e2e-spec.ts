import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { KeyRing } from '../../src/common/crypto/key-ring.js';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { simulatedAddress } from '../../src/demo/nas/nas.repository.js';
import { aMac, insertEntitlement, insertNas, type NasRow } from '../support/access-rows.js';
import { type CommandResult, type RunningCommand, startCommand } from '../support/command.js';
import {
  describeWithFreeradius,
  startTestFreeradius,
  type TestFreeradius,
} from '../support/freeradius.js';
import { createTestDatabase, databaseSettings, type TestDatabase } from '../support/postgres.js';

const SECRETS = { JWT_SECRET: randomHex(32), ENCRYPTION_KEY: KeyRing.generateKey() };

describeWithFreeradius('npm run nas', () => {
  let database: TestDatabase;
  let pool: Pool;
  let freeradius: TestFreeradius;
  let router: NasRow;
  const mac = aMac();

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.url, max: 2 });
    freeradius = await startTestFreeradius(database.url);
    router = await insertNas(pool, { address: '10.77.0.9' });
  });
  afterAll(async () => {
    await freeradius.stop();
    await pool.end();
    await database.drop();
  });

  const start = (args: readonly string[], environment: string): RunningCommand =>
    startCommand('src/demo/nas/cli', args, {
      NODE_ENV: environment,
      ...databaseSettings(database.url),
      ...SECRETS,
      PUBLIC_URL: 'https://pay.example.com',
      RADIUS_AUTH_PORT: String(freeradius.ports.auth),
      RADIUS_ACCT_PORT: String(freeradius.ports.acct),
    });
  const nas = (args: readonly string[], environment = 'development'): Promise<CommandResult> =>
    start(args, environment).result;

  it('gives a router an address of this machine, and a device of it a session', async () => {
    const { code } = await insertEntitlement(pool, router);
    const args = ['--router', String(router.routerId), '--mac', mac, '--code', code];
    const { child, result } = start(args, 'development');
    child.stdout?.on('data', (text: string) => {
      // It ends the sessions before it stops.
      if (text.includes('is online')) child.kill('SIGTERM');
    });
    const { status, stdout, stderr } = await result;
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const address = simulatedAddress(router.routerId);
    expect(stdout).toContain(`Router ${router.routerId} (Cafe) asks`);
    expect(stdout).toContain(`from ${address}.`);
    expect(stdout).toContain(`${mac} is online`);
    expect(stdout).toContain('(NAS-Reboot)');
    const { rows } = await pool.query(
      `SELECT host(r.nas_address) AS address, s.stop_cause AS cause
         FROM routers r JOIN accounting_sessions s ON s.router_id = r.id WHERE r.id = $1`,
      [router.routerId],
    );
    expect(rows).toEqual([{ address, cause: 'NAS-Reboot' }]);
  });

  it('says why a device is rejected, and exits with 1', async () => {
    const { status, stdout } = await nas(['--router', String(router.routerId), '--mac', aMac()]);
    expect(status).toBe(1);
    expect(stdout).toContain('was not let in: unknown');
  });

  it('is refused in production, without a router, and for one that does not exist', async () => {
    const production = await nas(['--router', String(router.routerId)], 'production');
    expect(production).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('is for development'),
    });
    expect(await nas([])).toMatchObject({ status: 2, stderr: expect.stringContaining('Usage') });
    expect(await nas(['--router', '999999'])).toMatchObject({
      status: 1,
      stderr: 'There is no router 999999.\n',
    });
  });
});
