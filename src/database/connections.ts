import { type Socket } from 'node:net';
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

/** The driver does not publish this; `lost-connections.int-spec.ts` fails if a version changes it. */
interface WithParameters {
  readonly connectionParameters: { query_timeout: number | string | false };
}

/** `query` of the driver, whose overloads are many. */
type Send = (query: unknown, ...rest: readonly unknown[]) => unknown;

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
    const { connectionParameters: parameters } = this as unknown as WithParameters;
    const maxAnswerMs = Number(parameters.query_timeout);
    parameters.query_timeout = false;
    if (maxAnswerMs > 0) this.limitSilence(maxAnswerMs);
  }

  /**
   * Gives the connection back. It is destroyed when an answer takes too long, but that would be noticed
   * only a moment after it was given to somebody else.
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

  /**
   * Destroys the connection when an answer is due and nothing has come for so long. The timer is that
   * of the socket. For `query_timeout` the driver starts one for each statement, from which the rows
   * can be reached until the old generation is collected: garbage collection took twice as long
   * (docs/adr/0025). A statement with a limit of its own has such a timer.
   */
  private limitSilence(ms: number): void {
    const send = this.query.bind(this) as Send;
    let [isDue, hasOwnLimit] = [false, false];
    const query: Send = (asked, ...rest) => {
      isDue = true;
      hasOwnLimit ||= (asked as Partial<ClientConfig> | null)?.query_timeout !== undefined;
      return send(asked, ...rest);
    };
    this.query = query as typeof this.query;
    this.on('drain', () => {
      [isDue, hasOwnLimit] = [false, false];
    });
    this.once('connect', () => {
      const stream = this.connection.stream as Socket;
      stream.on('timeout', () => {
        if (isDue && !hasOwnLimit) stream.destroy(new Error('PostgreSQL has not answered in time'));
      });
      stream.setTimeout(ms);
    });
  }
}

/** The options of all pools. */
export const POOL_OPTIONS = {
  ...KEEP_ALIVE,
  Client: PooledClient,
  // A statement may be sent before the previous one was answered: see Transaction. Only in this mode
  // does the driver destroy a connection on which a statement exceeds a limit of its own.
  pipeline: true,
} as const;
