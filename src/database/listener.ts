import { type Secret } from '../common/crypto/secret.js';
import { type Logger } from '../common/logging/logger.js';
import { KeptConnection } from './kept-connection.js';

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

/** Hears what is announced on one channel of the database, over a connection of its own. */
export class Listener {
  private readonly connection: KeptConnection;

  constructor({ url, channel, applicationName }: Channel, hearer: Hearer, logger: Logger) {
    this.connection = new KeptConnection(
      {
        ...{ url, applicationName },
        prepare: async (client) => {
          client.on('notification', () => {
            hearer.heard();
          });
          await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
        },
        established: () => {
          hearer.began();
        },
        lost: () => {
          hearer.ended();
        },
      },
      logger,
    );
  }

  /** Begins to connect, and waits for nothing. */
  open(): void {
    void this.connection.open();
  }

  /** Ends the connection, or the attempt at one. */
  close(): Promise<void> {
    return this.connection.close();
  }
}
