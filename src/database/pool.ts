import { type Duplex } from 'node:stream';
import { Pool, type PoolClient, type PoolConfig } from 'pg';
import { type DataSource } from 'typeorm';
import { type PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { type Secret } from '../common/crypto/secret.js';
import { CONNECT_TIMEOUT_MS, POOL_OPTIONS } from './connections.js';

/** The connection pool of a data source: entities and SQL use the same connections. */
export const poolOf = ({ driver }: DataSource): Pool => (driver as PostgresDriver).master as Pool;

/**
 * Opens a pool, whose idle connections are replaced when they are needed and broken.
 *
 * @param options among them `query_timeout`, without which a statement waits for a host that is gone
 */
export function openPool(url: Secret, options: PoolConfig): Pool {
  const pool = new Pool({
    connectionString: url.reveal(),
    application_name: 'lipafi',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    ...POOL_OPTIONS,
    ...options,
  });
  pool.on('error', () => undefined);
  return pool;
}

/**
 * Sends everything that is written to a connection within one turn of the event loop with one
 * system call. The call costs a server more than most statements do.
 *
 * In its pipeline mode the driver writes each statement at once and by itself. It publishes the type
 * of its stream, but no option for this: `pipelining.int-spec.ts` fails if a version changes it.
 */
export function sendTogether({ connection: { stream } }: PoolClient): void {
  if (stream.writableCorked > 0) return;
  stream.cork();
  process.nextTick(uncork, stream);
}

function uncork(stream: Duplex): void {
  stream.uncork();
}
