import { runMigrations } from 'graphile-worker';
import { type DataSource } from 'typeorm';
import { Secret } from '../common/crypto/secret.js';
import { openPool } from './pool.js';

/**
 * Migrates the tables of the job queue. They are in a schema of their own, `graphile_worker`, and
 * belong to that library.
 */
export async function prepareJobQueue({ options }: DataSource): Promise<void> {
  if (options.type !== 'postgres' || options.url === undefined) {
    throw new Error('The job queue needs the URL of a PostgreSQL database');
  }
  // The library closes a pool of its own without waiting for it and without its listeners, so that
  // a connection terminated meanwhile would end the process.
  const pool = openPool(new Secret(options.url), { max: 1 });
  // It complains about a pool without such a listener.
  pool.on('connect', () => undefined);
  try {
    await runMigrations({ pgPool: pool });
  } finally {
    await pool.end();
  }
}
