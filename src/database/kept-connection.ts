import pg from 'pg';
import { setTimeout as delay } from 'node:timers/promises';
import { type Secret } from '../common/crypto/secret.js';
import { type Logger } from '../common/logging/logger.js';

/** How long connecting, and each statement after it, may take. */
const CONNECT_TIMEOUT_MS = 5_000;
/** After this much silence the system asks whether the other end is still there. */
const KEEP_ALIVE_AFTER_MS = 10_000;
/** How soon a lost connection is made again: doubled with each failure, up to the longest. */
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5_000;
/** How long ending the connection may take. A database that is silent does not answer that either. */
const LONGEST_END_MS = 1_000;

/** Where to connect to, and what for. */
export interface KeptConnectionOptions {
  /** Of the database itself: a pooler in transaction mode keeps no session. */
  readonly url: Secret;
  /** What `pg_stat_activity` calls the connection. */
  readonly applicationName: string;
  /** Prepares a new connection; when it fails, the connection counts as lost. */
  readonly prepare: (client: pg.Client) => Promise<void>;
  /** The connection stands and is prepared. */
  readonly established?: () => void;
  /** The connection is gone. */
  readonly lost?: () => void;
}

/** A connection with a session of its own. A lost one is made again for as long as it takes. */
export class KeptConnection {
  private client: pg.Client | undefined;
  private retrying: NodeJS.Timeout | undefined;
  private failures = 0;

  constructor(
    private readonly options: KeptConnectionOptions,
    private readonly logger: Logger,
  ) {}

  /** Connects for the first time. Resolves when that has succeeded or failed, and never rejects. */
  open(): Promise<void> {
    return this.connect();
  }

  /** Ends the connection, or the attempt at one. */
  async close(): Promise<void> {
    clearTimeout(this.retrying);
    const { client } = this;
    this.client = undefined;
    if (!client) return;
    this.options.lost?.();
    await Promise.race([client.end(), delay(LONGEST_END_MS, undefined, { ref: false })]);
  }

  private async connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.options.url.reveal(),
      application_name: this.options.applicationName,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: CONNECT_TIMEOUT_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    });
    this.client = client;
    client.on('error', (error) => {
      this.lose(client, error);
    });
    client.on('end', () => {
      this.lose(client, new Error('The database has ended the connection'));
    });
    try {
      await client.connect();
      await this.options.prepare(client);
    } catch (error) {
      this.lose(client, error);
    }
    if (this.client === client) this.established();
  }

  private established(): void {
    const { applicationName: connection } = this.options;
    if (this.failures > 0) this.logger.info({ connection }, 'a lost connection is back');
    this.failures = 0;
    this.options.established?.();
  }

  /** Only the first report of a loss counts, and only the first loss in a row is worth a line. */
  private lose(client: pg.Client, error: unknown): void {
    if (this.client !== client) return;
    this.client = undefined;
    this.options.lost?.();
    void client.end();
    if (this.failures === 0) {
      const { applicationName: connection } = this.options;
      this.logger.warn({ err: error, connection }, 'a connection was lost and is made again');
    }
    const wait = Math.min(FIRST_RETRY_MS * 2 ** this.failures, LONGEST_RETRY_MS);
    this.failures += 1;
    this.retrying = setTimeout(() => void this.connect(), wait);
  }
}
