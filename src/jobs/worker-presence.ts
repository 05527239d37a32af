import { type Client } from 'pg';
import { type Secret } from '../common/crypto/secret.js';
import { type Logger } from '../common/logging/logger.js';
import { KeptConnection } from '../database/kept-connection.js';

/** The first half of the advisory locks by which workers show that they are alive: "LIPA". */
export const PRESENCE_LOCK_CLASS = 0x4c495041;

// The row is visible only once its lock is held: a row without a lock is that of a dead worker.
const REGISTER = `
  WITH worker AS (INSERT INTO job_workers (holder) VALUES ($1) RETURNING id)
  SELECT pg_advisory_lock($2::integer, id) FROM worker`;

const DEREGISTER = 'DELETE FROM job_workers WHERE holder = $1';

// The database notices within seconds that the machine of a worker is gone, not only its process.
const KEEP_ALIVE = `
  SET tcp_keepalives_idle = 2;
  SET tcp_keepalives_interval = 1;
  SET tcp_keepalives_count = 2;
  SET idle_session_timeout = 0`;

/**
 * Shows the other workers that this one is alive: a row with its name, and an advisory lock on the
 * row's id, which PostgreSQL drops with the connection, however the process has ended.
 */
export class WorkerPresence {
  private readonly connection: KeptConnection;
  private client: Client | undefined;

  /** @param holder the name under which the worker locks its jobs */
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

  /** Registers the worker, or begins to try. */
  open(): Promise<void> {
    return this.connection.open();
  }

  /** Takes the worker off the list: it has given its jobs back. */
  async close(): Promise<void> {
    await this.client?.query(DEREGISTER, [this.holder]).catch(() => undefined);
    await this.connection.close();
  }
}
