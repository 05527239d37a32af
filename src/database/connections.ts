import { Client, type ClientConfig, type PoolClient } from 'pg';

/**
 * Time limit for connecting, in ms. It is also the longest time that somebody waits for a connection
 * of a pool.
 */
export const CONNECT_TIMEOUT_MS = 5_000;

/** Closes a connection within half a minute of silence when its host is gone. */
export const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 } as const;

/** An answer comes after those to the statements that were sent before it: so many in all. */
const STATEMENTS = 3;
/** The time that it needs besides, in ms. */
const ON_THE_WAY_MS = 2_000;

/**
 * How long the answer to a statement is waited for, in ms. PostgreSQL ends statements that take too
 * long by itself; this limit is for a host that is gone without a word. There is time for three
 * statements in a row that take as long as they may.
 *
 * @param statementTimeoutMs PostgreSQL's limit for each of them
 */
export const maxAnswerMs = (statementTimeoutMs: number): number =>
  STATEMENTS * statementTimeoutMs + ON_THE_WAY_MS;

type Release = PoolClient['release'];

/**
 * A connection of a pool. Between two users of a connection nobody listens for its errors, and an
 * error that nobody listens for ends the process. So it has a listener from the beginning; each
 * statement of a broken connection fails, and the pool discards it.
 */
export class PooledClient extends Client {
  private giveBack: Release = () => undefined;

  constructor(config?: string | ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }

  /**
   * Gives the connection back. The driver destroys it when a statement exceeds `query_timeout`, but
   * that would be noticed only a moment after it was given to somebody else.
   */
  get release(): Release {
    const { giveBack } = this;
    return (error) => {
      giveBack(error ? error : this.connection.stream.destroyed);
    };
  }

  /** Set by the pool whenever it hands the connection out. */
  set release(giveBack: Release) {
    this.giveBack = giveBack;
  }
}

/** The options of all pools. */
export const POOL_OPTIONS = {
  ...KEEP_ALIVE,
  Client: PooledClient,
  // A statement may be sent before the previous one was answered: see Transaction. Only in this mode
  // does the driver destroy a connection on which a statement exceeds `query_timeout`.
  pipeline: true,
} as const;
