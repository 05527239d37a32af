import { setTimeout as delay } from 'node:timers/promises';
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

// A process that is alive but stuck or suspended still holds its lock.
const HEARTBEAT = 'UPDATE job_workers SET seen_at = now() WHERE holder = $1';
const HEARTBEAT_EVERY_MS = 2_000;

const DEREGISTER = 'DELETE FROM job_workers WHERE holder = $1';
/** A database that does not answer must not keep the process from stopping. */
const MAX_DEREGISTER_MS = 1_000;

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
  private beating: NodeJS.Timeout | undefined;

  /**
   * @param holder the id under which the worker locks its jobs
   * @param timeoutMs the time limit for connecting and for each statement
   */
  constructor(
    private readonly holder: string,
    url: Secret,
    logger: Logger,
    timeoutMs: number,
  ) {
    this.connection = new KeptConnection(
      {
        url,
        timeoutMs,
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

  /** Registers the worker, or starts trying to, and from then on shows that its event loop runs. */
  open(): Promise<void> {
    this.beating = setInterval(() => void this.beat(), HEARTBEAT_EVERY_MS);
    return this.connection.open();
  }

  /** Removes the registration, after the worker has released its jobs. */
  async close(): Promise<void> {
    clearInterval(this.beating);
    const deregistered = this.client?.query(DEREGISTER, [this.holder]).catch(() => undefined);
    if (deregistered) {
      await Promise.race([deregistered, delay(MAX_DEREGISTER_MS, undefined, { ref: false })]);
    }
    await this.connection.close();
  }

  /** Closes the connection only. Other workers then take this one for dead and release its jobs. */
  async disconnect(): Promise<void> {
    clearInterval(this.beating);
    await this.connection.close();
  }

  /** A worker that was wrongly taken for dead registers again. */
  private async beat(): Promise<void> {
    const { client } = this;
    try {
      const beaten = await client?.query(HEARTBEAT, [this.holder]);
      if (beaten?.rowCount === 0) await client?.query(REGISTER, [this.holder, PRESENCE_LOCK_CLASS]);
    } catch (error) {
      // The driver keeps a connection on which a statement has timed out, and that may never answer
      // again. If it was lost, it is already being replaced.
      if (client === this.client) this.connection.reconnect(error);
    }
  }
}
