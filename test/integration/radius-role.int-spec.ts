import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { ensureRadiusRole } from '../../src/access/radius/radius-role.js';
import { Secret } from '../../src/common/crypto/secret.js';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { Database } from '../../src/database/database.js';
import { insertNas } from '../support/access-rows.js';
import { asRadiusRole } from '../support/freeradius.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { TEST_RADIUS_PASSWORD } from '../support/test-server.js';

const INSUFFICIENT_PRIVILEGE = '42501';

describe('the role of the RADIUS server', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let role: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await new DataSource(dataSourceOptions(database.url, 4)).initialize();
    const url = asRadiusRole(database.url).reveal();
    role = new pg.Client({ connectionString: url });
    await role.connect();
  });
  afterAll(async () => {
    await role.end();
    await dataSource.destroy();
    await database.drop();
  });

  it('may be created again, by several processes at once, also after a restore', async () => {
    await dataSource.query('GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA radius TO PUBLIC');
    const again = (): Promise<void> =>
      ensureRadiusRole(new Database(dataSource), new Secret(TEST_RADIUS_PASSWORD));
    await expect(Promise.all([again(), again(), again()])).resolves.toBeDefined();
  });

  it('may call the four functions', async () => {
    const owner = new pg.Client({ connectionString: database.url });
    await owner.connect();
    const { address, secret } = await insertNas(owner, { address: '10.77.0.1' });
    await owner.end();
    const call = async (text: string): Promise<unknown> => (await role.query(text)).rows[0];
    expect(await call(`SELECT radius.client_secret('${address}')`)).toEqual({
      client_secret: secret,
    });
    expect(await call(`SELECT value FROM radius.authorize('x', '', '', '${address}')`)).toEqual({
      value: 'Reject',
    });
    expect(
      await call(`SELECT radius.on_post_auth('x', '', '${address}', 'Access-Reject', '', '')`),
    ).toEqual({ on_post_auth: true });
    const rest = Array<string>(9).fill(`''`).join(', ');
    expect(
      await call(`SELECT radius.accounting('Start', '1', 'x', '', '${address}', ${rest})`),
    ).toEqual({ accounting: true });
  });

  it.each([
    'SELECT * FROM radius.nas',
    'SELECT * FROM radius.unknown_logins',
    'SELECT * FROM entitlements',
    'SELECT * FROM payments',
    'DELETE FROM login_attempts',
    `SELECT radius.attach_device(gen_random_uuid(), '', 'radius')`,
    `SELECT radius.decide('', '', '')`,
    'SELECT radius.close_stale_sessions(1)',
    'CREATE TABLE mine ()',
    'CREATE SCHEMA mine',
    'CREATE ROLE mine',
  ])('may do nothing else: %s', async (statement) => {
    await expect(role.query(statement)).rejects.toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
  });
});
