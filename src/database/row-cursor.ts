import { Client, type PoolClient } from 'pg';
import { setTimeout as delay } from 'node:timers/promises';
import { type Secret } from '../common/crypto/secret.js';
import { CONNECT_TIMEOUT_MS } from './connections.js';
import { type Query } from './statement.js';

/** Few enough rows that turning them into text holds up no other request. */
const BATCH_SIZE = 500;

/** The longest time to the next rows, in ms. */
const STATEMENT_TIMEOUT_MS = 30_000;
/** How long an answer is waited for, in ms, should the host be gone without a word. */
export const MAX_ANSWER_MS = 35_000;
/** The same for statements that take a moment. */
const MAX_QUICK_ANSWER_MS = 5_000;

/**
 * How long the reader may want no rows, how long all of it may take, and how long it may take to end
 * it, in ms. An open cursor keeps PostgreSQL from removing old versions of rows, which all requests
 * then have to pass. A connection that does not end in time is destroyed.
 */
export const LIMITS = { idleMs: 60_000, totalMs: 600_000, endMs: 5_000 } as const;

/** PostgreSQL's own limit, for the case that this process cannot end the transaction any more. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 90_000;

/** The process of PostgreSQL that serves a connection. */
interface Backend {
  readonly pid: number;
  /** In all its digits. Another process with the same id has started at another time. */
  readonly startedAt: string;
}

interface Limits {
  readonly idleMs: number;
  readonly totalMs: number;
  readonly endMs: number;
}

const BEGIN = { text: 'BEGIN TRANSACTION READ ONLY', query_timeout: MAX_QUICK_ANSWER_MS };

// The settings are of this transaction alone: a pooler gives the session to others afterwards.
const PREPARE = {
  text: `
    SELECT pid, backend_start::text AS "startedAt",
           set_config('statement_timeout', '${STATEMENT_TIMEOUT_MS}', true),
           set_config('idle_in_transaction_session_timeout',
                      '${IDLE_IN_TRANSACTION_TIMEOUT_MS}', true)
      FROM pg_stat_get_activity(pg_backend_pid())`,
  query_timeout: MAX_QUICK_ANSWER_MS,
};

/** A place in the rows of a query, on a connection that is reserved for it. */
export interface CursorConnection {
  readonly client: PoolClient;
  /** Where the connection leads, to cancel what runs on it. */
  readonly url: Secret;
  /** Gives the connection back. */
  release(isBroken: boolean): void;
}

/**
 * Reads the rows of a query in batches by a cursor of the database: all of them are of one moment, and
 * this process holds one batch.
 */
export class RowCursor<Row> {
  private backend: Backend | null = null;
  private isReading = false;
  private closed: Promise<void> | null = null;
  private isBroken = false;
  private idle: NodeJS.Timeout | undefined;
  private readonly total: NodeJS.Timeout;
  private whenLost: (error: Error) => void = () => undefined;

  /** @param whenClosed is called once, when the connection was given back */
  constructor(
    private readonly connection: CursorConnection,
    private readonly whenClosed: () => void,
    private readonly limits: Limits = LIMITS,
  ) {
    connection.client.on('error', this.onConnectionError);
    this.total = setTimeout(() => {
      this.lose(new Error('Reading the rows took too long'));
    }, limits.totalMs).unref();
  }

  /** Begins to read. If that fails, the cursor is closed. */
  async open(query: Query<Row>): Promise<void> {
    try {
      await this.declare(query);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** @param handle is told when the cursor ends before its rows do, while nobody reads */
  onLost(handle: (error: Error) => void): void {
    this.whenLost = handle;
  }

  /** The next rows; none when there are no more. @throws Error when they could not be read */
  async next(): Promise<readonly Row[]> {
    if (this.closed) throw new Error('The cursor is closed');
    clearTimeout(this.idle);
    this.isReading = true;
    try {
      const { client } = this.connection;
      const { rows } = await client.query<Row & object>(`FETCH FORWARD ${BATCH_SIZE} FROM rows`);
      return rows;
    } finally {
      this.isReading = false;
      if (!this.isOver()) {
        this.idle = setTimeout(() => {
          this.lose(new Error('The rows are not taken'));
        }, this.limits.idleMs).unref();
      }
    }
  }

  /** Ends the query, also while it runs, and gives the connection back. May be called again. */
  close(): Promise<void> {
    this.closed ??= this.end();
    return this.closed;
  }

  /** Ends the cursor from this side, before its rows do. */
  lose(error: Error): void {
    if (this.closed) return;
    void this.close();
    this.whenLost(error);
  }

  private isOver(): boolean {
    return this.closed !== null;
  }

  private async declare({ text, values }: Query<Row>): Promise<void> {
    const { client } = this.connection;
    await client.query(BEGIN);
    const { rows } = await client.query<Backend>(PREPARE);
    this.backend = rows[0] ?? null;
    await client.query(`DECLARE rows NO SCROLL CURSOR FOR ${text}`, [...values]);
  }

  private async end(): Promise<void> {
    clearTimeout(this.total);
    clearTimeout(this.idle);
    const { client } = this.connection;
    const isUsable = await Promise.race([
      this.rollBack(),
      delay(this.limits.endMs, false, { ref: false }),
    ]);
    client.removeListener('error', this.onConnectionError);
    if (!isUsable) client.connection.stream.destroy();
    this.connection.release(this.isBroken || !isUsable);
    this.whenClosed();
  }

  /** @returns whether the connection is as it was before. Never rejects */
  private async rollBack(): Promise<boolean> {
    try {
      if (this.isReading) await this.cancel();
      await this.connection.client.query('ROLLBACK');
      return true;
    } catch {
      return false;
    }
  }

  /**
   * Cancels the running statement by another connection; this one waits for its answer. The host may
   * have a successor by now, where another session has the same process id.
   */
  private async cancel(): Promise<void> {
    const canceller = new Client({
      connectionString: this.connection.url.reveal(),
      application_name: 'lipafi',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: MAX_QUICK_ANSWER_MS,
    });
    canceller.on('error', () => undefined);
    await canceller.connect();
    try {
      await canceller.query(
        `SELECT pg_cancel_backend(pid) FROM pg_stat_get_activity($1)
          WHERE backend_start = $2::timestamptz`,
        [this.backend?.pid, this.backend?.startedAt],
      );
    } finally {
      await canceller.end();
    }
  }

  private readonly onConnectionError = (error: Error): void => {
    this.isBroken = true;
    this.lose(error);
  };
}
