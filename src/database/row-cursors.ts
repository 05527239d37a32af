import { type BeforeApplicationShutdown, type OnApplicationShutdown } from '@nestjs/common';
import { type Pool } from 'pg';
import { type Secret } from '../common/crypto/secret.js';
import { ApiError } from '../common/errors/api-error.js';
import { type Logger } from '../common/logging/logger.js';
import { type Database } from './database.js';
import { openPool } from './pool.js';
import { POSITION } from './read-database.js';
import { reaches } from './replica.js';
import { type CursorConnection, MAX_ANSWER_MS, RowCursor } from './row-cursor.js';
import { type Query } from './statement.js';

/** How many cursors one process and one operator in it may have open. */
const MAX_OPEN = 4;
const MAX_OF_OPERATOR = 1;

/** A connection that nobody needs is closed after this time, in ms. */
const IDLE_CONNECTION_MS = 10_000;

const TRY_AGAIN_SECONDS = '10';

/** The errors of requests that read many rows. */
export const cursorErrors = {
  oneAtATime: (): ApiError =>
    new ApiError(
      429,
      'export_running',
      'An export of yours is running. Wait until it is complete, or stop it.',
      { headers: { 'Retry-After': TRY_AGAIN_SECONDS } },
    ),
  busy: (): ApiError =>
    new ApiError(
      503,
      'exports_busy',
      'Too many exports are running on this server. Try again in a minute.',
      { headers: { 'Retry-After': TRY_AGAIN_SECONDS } },
    ),
} as const;

/** Where cursors read from. */
interface Source {
  readonly url: Secret;
  readonly pool: Pool;
}

/**
 * Opens cursors for exports, on connections of their own: they last for minutes, and would take those
 * of sales. The replica serves them if it has everything that the primary had at the time of the
 * request.
 */
export class RowCursors implements BeforeApplicationShutdown, OnApplicationShutdown {
  /** How many cursors the replica and the primary have served. */
  readonly opened = { replica: 0, primary: 0 };
  private readonly primary: Source;
  private readonly replica: Source | null;
  /** The operators whose cursors are open or are being opened. */
  private readonly operators: number[] = [];
  private readonly open = new Set<RowCursor<unknown>>();

  constructor(
    urls: { readonly primary: Secret; readonly replica: Secret | null },
    private readonly database: Database,
    private readonly logger: Logger,
  ) {
    this.primary = sourceAt(urls.primary);
    this.replica = urls.replica ? sourceAt(urls.replica) : null;
  }

  /** How many cursors are open or being opened. */
  get count(): number {
    return this.operators.length;
  }

  /**
   * Opens a cursor for an operator. It has to be closed.
   *
   * @throws ApiError 429 while the operator has one, 503 while too many are open
   */
  async read<Row>(userId: number, query: Query<Row>): Promise<RowCursor<Row>> {
    if (this.operators.filter((id) => id === userId).length >= MAX_OF_OPERATOR) {
      throw cursorErrors.oneAtATime();
    }
    if (this.operators.length >= MAX_OPEN) throw cursorErrors.busy();
    this.operators.push(userId);
    const leave = (): void => {
      this.operators.splice(this.operators.indexOf(userId), 1);
    };
    let connection: CursorConnection;
    try {
      connection = (await this.ofReplica()) ?? (await this.ofPrimary());
    } catch (error) {
      leave();
      throw error;
    }
    const cursor = new RowCursor<Row>(connection, () => {
      this.open.delete(cursor);
      leave();
    });
    this.open.add(cursor);
    await cursor.open(query);
    return cursor;
  }

  /** A process that stops does not wait for exports. Who asked for one sees that it broke off. */
  async beforeApplicationShutdown(): Promise<void> {
    const open = [...this.open];
    for (const cursor of open) cursor.lose(new Error('The server is being stopped'));
    await Promise.all(open.map((cursor) => cursor.close()));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.primary.pool.end();
    await this.replica?.pool.end();
  }

  private async ofPrimary(): Promise<CursorConnection> {
    const connection = await connectTo(this.primary);
    this.opened.primary += 1;
    return connection;
  }

  /** A connection to the replica; null when there is none, or it is behind. */
  private async ofReplica(): Promise<CursorConnection | null> {
    if (!this.replica) return null;
    let connection: CursorConnection | null = null;
    try {
      const [row] = await this.database.query(POSITION({}));
      connection = await connectTo(this.replica);
      if (row && (await reaches(connection.client, row.position))) {
        this.opened.replica += 1;
        return connection;
      }
      connection.release(false);
    } catch (error) {
      connection?.release(true);
      this.logger.warn({ err: error }, 'the replica does not answer: an export reads the primary');
    }
    return null;
  }
}

function sourceAt(url: Secret): Source {
  const pool = openPool(url, {
    max: MAX_OPEN,
    idleTimeoutMillis: IDLE_CONNECTION_MS,
    query_timeout: MAX_ANSWER_MS,
  });
  return { url, pool };
}

async function connectTo({ url, pool }: Source): Promise<CursorConnection> {
  const client = await pool.connect();
  return {
    ...{ client, url },
    release: (isBroken) => {
      client.release(isBroken);
    },
  };
}
