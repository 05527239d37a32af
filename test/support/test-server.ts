import { execute } from 'embedded-postgres-server/testing';
import { DataSource } from 'typeorm';
import { ensureRadiusRole } from '../../src/access/radius/radius-role.js';
import { Secret } from '../../src/common/crypto/secret.js';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { Database } from '../../src/database/database.js';
import { runMigrations } from '../../src/database/migrate.js';
import { startEmbeddedPostgres } from '../../src/development-packages.js';

/** The password of the RADIUS server's role, which is one for all databases of a server. */
export const TEST_RADIUS_PASSWORD = 'radius-of-a-test';

/** The database server of a test run. */
export interface TestServer {
  /** The environment variables with which `createTestDatabase` finds it. */
  readonly environment: {
    /** A database on the server whose user may create others. */
    readonly LIPAFI_TEST_SERVER_URL: string;
    /** The migrated database that all test databases are copies of. */
    readonly LIPAFI_TEST_TEMPLATE: string;
  };
  stop(): Promise<void>;
}

/**
 * Starts an embedded server in `dataDir`, or uses the one of `TEST_DATABASE_URL`, and migrates a
 * template database on it, once for the whole run.
 */
export async function startTestServer(dataDir: string): Promise<TestServer> {
  const given = process.env['TEST_DATABASE_URL'];
  const server =
    given === undefined || given === ''
      ? await startEmbeddedPostgres({ dataDir, durable: false })
      : { url: given, stop: () => Promise.resolve() };
  const template = `lipafi_test_${randomHex(4)}`;
  const stop = async (): Promise<void> => {
    try {
      await dropAll(server.url, template);
    } finally {
      await server.stop();
    }
  };
  try {
    await makeTemplate(server.url, template);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    environment: { LIPAFI_TEST_SERVER_URL: server.url, LIPAFI_TEST_TEMPLATE: template },
    stop,
  };
}

/** The URL of another database on the same server. */
export function withDatabase(url: string, database: string): string {
  const result = new URL(url);
  result.pathname = `/${database}`;
  return result.href;
}

export { execute };

async function makeTemplate(serverUrl: string, template: string): Promise<void> {
  await execute(serverUrl, `CREATE DATABASE ${template} TEMPLATE template0`);
  const dataSource = new DataSource(dataSourceOptions(withDatabase(serverUrl, template), 2));
  await dataSource.initialize();
  try {
    await runMigrations(dataSource);
    // The grants are part of the database, and so of every copy of it.
    await ensureRadiusRole(new Database(dataSource), new Secret(TEST_RADIUS_PASSWORD));
  } finally {
    await dataSource.destroy();
  }
  // A database with open connections cannot be copied.
  await execute(serverUrl, `ALTER DATABASE ${template} ALLOW_CONNECTIONS false`);
}

/** Drops the template and all copies that tests have left. An embedded server is only stopped. */
async function dropAll(serverUrl: string, template: string): Promise<void> {
  const [found] = await execute(
    serverUrl,
    `SELECT datname FROM pg_database WHERE datname LIKE '${template}%'`,
  );
  const names = (found?.rows as { datname: string }[]).map(({ datname }) => datname);
  await execute(serverUrl, ...names.map((name) => `DROP DATABASE ${name} WITH (FORCE)`));
}
