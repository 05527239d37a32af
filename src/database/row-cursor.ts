import { Client, type PoolClient } from 'pg';
import { type Secret } from '../common/crypto/secret.js';
import { type Query } from './statement.js';

/** Few enough rows that turning them into text holds up no other request. */
const BATCH_SIZE = 500;

/** The longest time to the next rows, in ms. */
const STATEMENT_TIMEOUT_MS = 30_000;

/**
 * How long the reader may want no rows, and how long all of it may take, in ms. An open cursor keeps
 * PostgreSQL from removing old versions of rows, which all requests then have to pass.
 */
export const LIMITS = { idleMs: 60_000, totalMs: 600_000 } as const;

/** PostgreSQL's own limit, for the case that this process cannot end the transaction any more. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 90_000;

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
  private backend: number | null = null;
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
    private readonly limits: { readonly idleMs: number; readonly totalMs: number } = LIMITS,
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
    await client.query('BEGIN TRANSACTION READ ONLY');
    // Of this transaction alone: a pooler gives the session to others afterwards.
    const { rows } = await client.query<{ backend: number }>(
      `SELECT pg_backend_pid() AS backend,
              set_config('statement_timeout', '${STATEMENT_TIMEOUT_MS}', true),
              set_config('idle_in_transaction_session_timeout',
                         '${IDLE_IN_TRANSACTION_TIMEOUT_MS}', true)`,
    );
    this.backend = rows[0]?.backend ?? null;
    await client.query(`DECLARE rows NO SCROLL CURSOR FOR ${text}`, [...values]);
  }

  private async end(): Promise<void> {
    clearTimeout(this.total);
    clearTimeout(this.idle);
    const { client } = this.connection;
    try {
      if (this.isReading) await this.cancel();
      await client.query('ROLLBACK');
    } catch {
      this.isBroken = true;
    }
    client.removeListener('error', this.onConnectionError);
    this.connection.release(this.isBroken);
    this.whenClosed();
  }

  /** Cancels the running statement by another connection; this one waits for its answer. */
  private async cancel(): Promise<void> {
    const canceller = new Client({
      connectionString: this.connection.url.reveal(),
      application_name: 'lipafi',
      connectionTimeoutMillis: 5_000,
    });
    canceller.on('error', () => undefined);
    await canceller.connect();
    try {
      await canceller.query('SELECT pg_cancel_backend($1)', [this.backend]);
    } finally {
      await canceller.end();
    }
  }

  private readonly onConnectionError = (error: Error): void => {
    this.isBroken = true;
    this.lose(error);
  };
}
