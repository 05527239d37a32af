import { poll } from 'embedded-postgres-server/testing';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { execute, withDatabase } from './test-server.js';

const REPLICA_LIMIT_MS = 30_000;
const CLOSING_LIMIT_MS = 5_000;

/** A database of one test file. */
export interface TestDatabase {
  readonly url: string;
  /** Removes the database and closes all connections to it. */
  drop(): Promise<void>;
}

/**
 * Creates a database as a copy of the migrated template, in milliseconds. Several workers may do
 * this at once.
 *
 * @param options.migrated false for an empty one
 */
export async function createTestDatabase({ migrated = true } = {}): Promise<TestDatabase> {
  const serverUrl = fromGlobalSetup('LIPAFI_TEST_SERVER_URL');
  const template = fromGlobalSetup('LIPAFI_TEST_TEMPLATE');
  const name = `${template}_${randomHex(6)}`;
  // Without the write-ahead log, a copy takes half the time.
  await execute(
    serverUrl,
    `CREATE DATABASE ${name} TEMPLATE ${migrated ? template : 'template0'} STRATEGY FILE_COPY`,
  );
  await replicaHas(serverUrl, name);
  return {
    url: withDatabase(serverUrl, name),
    drop: async () => {
      // A connection that is cut off while it is being closed would fail the test.
      const isLeft = `SELECT WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = '${name}')`;
      await poll(
        async () => (await execute(serverUrl, isLeft))[0]?.rowCount === 1,
        CLOSING_LIMIT_MS,
      );
      await execute(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

/**
 * The settings of a server for this database. On the server of the test run, `TEST_POOLER_URL` and
 * `TEST_REPLICA_URL` are used where they are set. The benchmark starts servers on its own database.
 */
export function databaseSettings(url: string): Readonly<Record<string, string>> {
  const { pathname, host } = new URL(url);
  const run = given('LIPAFI_TEST_SERVER_URL');
  const isOfTheRun = run !== undefined && host === new URL(run).host;
  const another = (name: 'TEST_POOLER_URL' | 'TEST_REPLICA_URL'): string | undefined => {
    const server = isOfTheRun ? given(name) : undefined;
    return server === undefined ? undefined : withDatabase(server, pathname.slice(1));
  };
  const pooler = another('TEST_POOLER_URL');
  const replica = another('TEST_REPLICA_URL');
  return {
    DATABASE_URL: pooler ?? url,
    ...(pooler === undefined ? {} : { DATABASE_DIRECT_URL: url }),
    ...(replica === undefined ? {} : { DATABASE_REPLICA_URL: replica }),
  };
}

/** Waits until a new database has reached the replica, if there is one. */
async function replicaHas(serverUrl: string, name: string): Promise<void> {
  const replica = given('TEST_REPLICA_URL');
  if (replica === undefined) return;
  const [made] = await execute(serverUrl, 'SELECT pg_current_wal_flush_lsn()::text AS position');
  const { position } = made?.rows[0] as { position: string };
  const hasIt = `SELECT WHERE pg_last_wal_replay_lsn() >= '${position}'`;
  const isThere = async (): Promise<boolean> => (await execute(replica, hasIt))[0]?.rowCount === 1;
  if (!(await poll(isThere, REPLICA_LIMIT_MS))) throw new Error(`The replica never gets ${name}`);
}

const given = (name: string): string | undefined => process.env[name] || undefined;

function fromGlobalSetup(name: string): string {
  const value = process.env[name];
  if (value === undefined)
    throw new Error(`${name} is not set: test/support/global-setup.ts sets it`);
  return value;
}
