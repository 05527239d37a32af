import { type Client } from 'pg';
import { type Secret } from '../common/crypto/secret.js';
import { type Logger } from '../common/logging/logger.js';
import { KeptConnection } from '../database/kept-connection.js';

/** The first number of the advisory locks that show which workers are alive: "LIPA" in ASCII. */
export const PRESENCE_LOCK_CLASS = 0x4c495041;

// The row becomes visible only after its lock was taken, so a row without a lock belongs to a dead
// worker.
const REGISTER = `
  WITH worker AS (INSERT INTO job_workers (holder) VALUES ($1) RETURNING id)
  SELECT pg_advisory_lock($2::integer, id) FROM worker`;

const DEREGISTER = 'DELETE FROM job_workers WHERE holder = $1';

// With these settings PostgreSQL notices within seconds when the machine of a worker has crashed.
const KEEP_ALIVE = `
  SET tcp_keepalives_idle = 2;
  SET tcp_keepalives_interval = 1;
  SET tcp_keepalives_count = 2;
  SET idle_session_timeout = 0`;

/**
 * Shows the other workers that this one is alive, by a row with its id and an advisory lock on the
 * row's id. PostgreSQL releases the lock with the connection, however the process ends.
 */
export class WorkerPresence {
  private readonly connection: KeptConnection;
  private client: Client | undefined;

  /** @param holder the id under which the worker locks its jobs */
  constructor(
    private readonly holder: string,
    url: Secret,
    logger: Logger,
  ) {
    this.connection = new KeptConnection(
      {
        url,
        applicationName: 'lipafi worker presence',
        prepare: async (client) => {
          await client.query(KEEP_ALIVE);
          await client.query(REGISTER, [this.holder, PRESENCE_LOCK_CLASS]);
          this.client = client;
        },
        lost: () => {
          this.client = undefined;
        },
      },
      logger,
    );
  }

  /** Registers the worker, or starts trying to. */
  open(): Promise<void> {
    return this.connection.open();
  }

  /** Removes the registration, after the worker has released its jobs. */
  async close(): Promise<void> {
    await this.client?.query(DEREGISTER, [this.holder]).catch(() => undefined);
    await this.connection.close();
  }
}
