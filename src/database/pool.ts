import { type Duplex } from 'node:stream';
import { type Pool, type PoolClient } from 'pg';
import { type DataSource } from 'typeorm';

/** TypeORM's PostgreSQL driver, of which the types show less than there is. */
interface PostgresDriver {
  readonly master: Pool;
}

/** A connection of the driver, likewise. */
interface DriverClient {
  readonly connection: { readonly stream: Duplex };
}

/** The connections that a data source and everything else of this process share. */
export const poolOf = ({ driver }: DataSource): Pool =>
  (driver as unknown as PostgresDriver).master;

/**
 * Lets everything that is sent on a connection until the end of this turn of the event loop travel
 * in one piece. The system call costs a server more than most statements do.
 */
export function sendTogether(client: PoolClient): void {
  const { stream } = (client as unknown as DriverClient).connection;
  stream.cork();
  process.nextTick(() => {
    stream.uncork();
  });
}
