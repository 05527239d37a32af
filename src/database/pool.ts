import { Pool, type PoolClient, type PoolConfig } from 'pg';
import { type DataSource } from 'typeorm';
import { type PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { type Secret } from '../common/crypto/secret.js';

/** The connection pool of a data source: entities and SQL use the same connections. */
export const poolOf = ({ driver }: DataSource): Pool => (driver as PostgresDriver).master as Pool;

/**
 * Opens a pool, with a listener for the errors of its idle connections. They are replaced when they
 * are needed, and an error that nobody listens for ends the process.
 */
export function openPool(url: Secret, options: PoolConfig): Pool {
  const pool = new Pool({
    connectionString: url.reveal(),
    application_name: 'lipafi',
    ...options,
  });
  pool.on('error', () => undefined);
  return pool;
}

/**
 * Takes a connection from the pool, with a listener for its errors. The listener is there at once: a
 * promise is continued a moment later, and an error that nobody listens for ends the process.
 */
export function takeConnection(pool: Pool, onError: () => void): Promise<PoolClient> {
  return new Promise((resolve, reject) => {
    pool.connect((error, client) => {
      if (error || !client) {
        reject(error ?? new Error('The pool has no connection'));
        return;
      }
      client.on('error', onError);
      resolve(client);
    });
  });
}

/**
 * Sends everything that is written to a connection within one turn of the event loop with one
 * system call. The call costs a server more than most statements do.
 *
 * In its pipeline mode the driver writes each statement at once and by itself. It publishes the type
 * of its stream, but no option for this: `pipelining.int-spec.ts` fails if a version changes it.
 */
export function sendTogether({ connection: { stream } }: PoolClient): void {
  stream.cork();
  process.nextTick(() => {
    stream.uncork();
  });
}
