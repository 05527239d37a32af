import { randomHex } from '../../src/common/crypto/tokens.js';
import { execute, withDatabase } from './test-server.js';

/** A database of one test file's own. */
export interface TestDatabase {
  readonly url: string;
  /** Removes the database, cutting off whoever is still connected. */
  drop(): Promise<void>;
}

/**
 * Makes a database by copying the migrated template, in milliseconds. Several workers may do so at
 * once.
 *
 * @param options.migrated false for an empty one
 */
export async function createTestDatabase({ migrated = true } = {}): Promise<TestDatabase> {
  const serverUrl = fromGlobalSetup('LIPAFI_TEST_SERVER_URL');
  const template = fromGlobalSetup('LIPAFI_TEST_TEMPLATE');
  const name = `${template}_${randomHex(6)}`;
  await execute(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${migrated ? template : 'template0'}`);
  return {
    url: withDatabase(serverUrl, name),
    drop: async () => {
      await execute(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

function fromGlobalSetup(name: string): string {
  const value = process.env[name];
  if (value === undefined)
    throw new Error(`${name} is not set: test/support/global-setup.ts sets it`);
  return value;
}
