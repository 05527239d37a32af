import { type Duplex } from 'node:stream';
import { type Pool, type PoolClient } from 'pg';
import { type DataSource } from 'typeorm';

/** TypeORM's PostgreSQL driver. Its published types omit these fields. */
interface PostgresDriver {
  readonly master: Pool;
}

/** A connection of the driver. Its published types omit these fields too. */
interface DriverClient {
  readonly connection: { readonly stream: Duplex };
}

/** The connection pool of a data source, shared with the rest of the process. */
export const poolOf = ({ driver }: DataSource): Pool =>
  (driver as unknown as PostgresDriver).master;

/**
 * Sends everything that is written to a connection within one turn of the event loop with one
 * system call. The call costs a server more than most statements do.
 */
export function sendTogether(client: PoolClient): void {
  const { stream } = (client as unknown as DriverClient).connection;
  stream.cork();
  process.nextTick(() => {
    stream.uncork();
  });
}
