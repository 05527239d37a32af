import pg from 'pg';
import { setTimeout as delay } from 'node:timers/promises';
import { type Secret } from '../common/crypto/secret.js';
import { type Logger } from '../common/logging/logger.js';

/** How long connecting, and the one statement after it, may take. */
const CONNECT_TIMEOUT_MS = 5_000;
/** After this much silence the system asks whether the other end is still there. */
const KEEP_ALIVE_AFTER_MS = 10_000;
/** How soon a lost connection is made again: doubled with each failure, up to the longest. */
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5_000;
/** How long taking leave may take. A database that is silent says no goodbye. */
const LONGEST_GOODBYE_MS = 1_000;

/** Where to listen. */
export interface Channel {
  /** Of the database itself: a pooler in transaction mode loses LISTEN. */
  readonly url: Secret;
  readonly channel: string;
  /** What `pg_stat_activity` calls the connection. */
  readonly applicationName: string;
}

/** Who is told. */
export interface Hearer {
  /** The connection stands: what is announced by a commit from now on will be heard. */
  began(): void;
  /** Something was announced. */
  heard(): void;
  /** The connection is gone: what is announced from now on is missed. */
  ended(): void;
}

/**
 * Hears what is announced on one channel of the database, over a connection of its own. A lost
 * connection is made again for as long as it takes.
 */
export class Listener {
  private client: pg.Client | undefined;
  private retrying: NodeJS.Timeout | undefined;
  private failures = 0;

  constructor(
    private readonly at: Channel,
    private readonly hearer: Hearer,
    private readonly logger: Logger,
  ) {}

  /** Begins to connect, and waits for nothing. */
  open(): void {
    void this.connect();
  }

  /** Ends the connection, or the attempt at one. */
  async close(): Promise<void> {
    clearTimeout(this.retrying);
    const { client } = this;
    this.client = undefined;
    if (!client) return;
    this.hearer.ended();
    await Promise.race([client.end(), delay(LONGEST_GOODBYE_MS, undefined, { ref: false })]);
  }

  private async connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.at.url.reveal(),
      application_name: this.at.applicationName,
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
    client.on('notification', () => {
      if (this.client === client) this.hearer.heard();
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${client.escapeIdentifier(this.at.channel)}`);
    } catch (error) {
      this.lose(client, error);
    }
    if (this.client === client) this.established();
  }

  private established(): void {
    const { channel } = this.at;
    if (this.failures > 0) this.logger.info({ channel }, 'the database can be listened to again');
    this.failures = 0;
    this.hearer.began();
  }

  /** Only the first news of a loss counts, and only the first loss in a row is worth a line. */
  private lose(client: pg.Client, error: unknown): void {
    if (this.client !== client) return;
    this.client = undefined;
    this.hearer.ended();
    void client.end();
    if (this.failures === 0) {
      const { channel } = this.at;
      this.logger.warn({ err: error, channel }, 'the database cannot be listened to; trying on');
    }
    const wait = Math.min(FIRST_RETRY_MS * 2 ** this.failures, LONGEST_RETRY_MS);
    this.failures += 1;
    this.retrying = setTimeout(() => void this.connect(), wait);
  }
}
