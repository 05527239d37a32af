import pg from 'pg';
import { setTimeout as delay } from 'node:timers/promises';
import { type Secret } from '../common/crypto/secret.js';
import { type Logger } from '../common/logging/logger.js';

/** The default time limit for connecting and for each statement, in ms. */
const TIMEOUT_MS = 5_000;
/** The idle time after which TCP keep-alive probes start, in ms. */
const KEEP_ALIVE_AFTER_MS = 10_000;
/** The delay before reconnecting, in ms. It doubles with each failure, up to the maximum. */
const FIRST_RETRY_MS = 250;
const MAX_RETRY_MS = 5_000;
/**
 * Time limit for closing the connection, in ms. A database that does not respond would block it.
 */
const MAX_END_MS = 1_000;

/** How to connect, and what to do with the connection. */
export interface KeptConnectionOptions {
  /** The URL of the database itself: a pooler in transaction mode keeps no session. */
  readonly url: Secret;
  /** The name of the connection in `pg_stat_activity`. */
  readonly applicationName: string;
  /** The time limit for connecting and for each statement, in ms. */
  readonly timeoutMs?: number;
  /** Prepares a new connection. When it fails, the connection counts as lost. */
  readonly prepare: (client: pg.Client) => Promise<void>;
  /** Called when the connection is ready. */
  readonly established?: () => void;
  /** Called when the connection is lost. */
  readonly lost?: () => void;
}

/** A connection with its own session, which reconnects until it succeeds. */
export class KeptConnection {
  private client: pg.Client | undefined;
  private retrying: NodeJS.Timeout | undefined;
  private failures = 0;

  constructor(
    private readonly options: KeptConnectionOptions,
    private readonly logger: Logger,
  ) {}

  /** Connects for the first time. Resolves after success or failure, and never rejects. */
  open(): Promise<void> {
    return this.connect();
  }

  /** Closes the connection, or stops the attempt to connect. */
  async close(): Promise<void> {
    clearTimeout(this.retrying);
    const { client } = this;
    this.client = undefined;
    if (!client) return;
    this.options.lost?.();
    await Promise.race([client.end(), delay(MAX_END_MS, undefined, { ref: false })]);
  }

  /** Replaces the connection, for a user of it who knows that it does not answer any more. */
  reconnect(error: unknown): void {
    if (this.client) this.lose(this.client, error);
  }

  private async connect(): Promise<void> {
    const { url, applicationName, timeoutMs = TIMEOUT_MS } = this.options;
    const client = new pg.Client({
      connectionString: url.reveal(),
      application_name: applicationName,
      connectionTimeoutMillis: timeoutMs,
      query_timeout: timeoutMs,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    });
    this.client = client;
    client.on('error', (error) => {
      this.lose(client, error);
    });
    client.on('end', () => {
      this.lose(client, new Error('The database has closed the connection'));
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
    if (this.failures > 0) this.logger.info({ connection }, 'reconnected to the database');
    this.failures = 0;
    this.options.established?.();
  }

  /**
   * Only the first of several events about one loss counts, and only the first of several failures
   * in a row is logged.
   */
  private lose(client: pg.Client, error: unknown): void {
    if (this.client !== client) return;
    this.client = undefined;
    this.options.lost?.();
    void client.end();
    if (this.failures === 0) {
      const { applicationName: connection } = this.options;
      this.logger.warn({ err: error, connection }, 'connection to the database lost, reconnecting');
    }
    const wait = Math.min(FIRST_RETRY_MS * 2 ** this.failures, MAX_RETRY_MS);
    this.failures += 1;
    this.retrying = setTimeout(() => void this.connect(), wait);
  }
}
