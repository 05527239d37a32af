import { setTimeout as delay } from 'node:timers/promises';
import { type Pool, type PoolClient } from 'pg';
import { type Secret } from '../common/crypto/secret.js';
import { type Logger } from '../common/logging/logger.js';
import { openPool } from '../database/pool.js';
import { type WorkerLimits } from './worker-limits.js';

/** Connections of the worker itself. Tasks use the pool of the application. */
const POOL_SIZE = 3;
/** Time limit for closing them in order, in ms. A database that does not respond would block it. */
const MAX_END_MS = 1_000;

/**
 * The connections of one runner. A pool that the library opens for itself has no time limits, and
 * loses its listeners before it is closed, so that a connection terminated in between would end the
 * process.
 */
export class WorkerConnections {
  /** The pool for the library. */
  readonly pool: Pool;
  private readonly clients = new Set<PoolClient>();

  constructor(url: Secret, limits: WorkerLimits, logger: Logger) {
    this.pool = openPool(url, {
      max: POOL_SIZE,
      connectionTimeoutMillis: limits.connectMs,
      statement_timeout: limits.statementMs,
      query_timeout: limits.answerMs,
    });
    tolerateSecondRelease(this.pool);
    this.pool.on('connect', (client) => {
      this.clients.add(client);
      client.on('error', (error) => {
        if (this.pool.ending) return;
        logger.warn({ err: error }, 'the worker has lost a connection to the database');
      });
      client.once('end', () => this.clients.delete(client));
    });
  }

  /** Closes each connection after its statement, within a time limit. */
  async end(): Promise<void> {
    if (this.pool.ending) return;
    await Promise.race([this.pool.end(), delay(MAX_END_MS, undefined, { ref: false })]);
    this.destroy();
  }

  /** Closes the connections at once. Their statements fail. */
  destroy(): void {
    if (!this.pool.ending) void this.pool.end();
    for (const { connection } of this.clients) connection.stream.destroy();
  }
}

type OnConnect = (
  error: Error | undefined,
  client: PoolClient | undefined,
  release: (failure?: boolean | Error) => void,
) => void;

/**
 * Ignores the second release of a connection. The library releases its listening connection twice if
 * that is lost while LISTEN is not answered and the worker stops. The second release would throw
 * where nobody catches it, and end the process.
 */
function tolerateSecondRelease(pool: Pool): void {
  const connect = pool.connect.bind(pool);
  const tolerant = (onConnect?: OnConnect): unknown => {
    if (!onConnect) return connect();
    connect((error, client, release: Parameters<OnConnect>[2]) => {
      let isReleased = false;
      onConnect(error, client, (failure) => {
        if (isReleased || !client) return;
        isReleased = true;
        release(failure);
      });
    });
    return undefined;
  };
  pool.connect = tolerant as Pool['connect'];
}
