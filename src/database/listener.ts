import { type Secret } from '../common/crypto/secret.js';
import { type Logger } from '../common/logging/logger.js';
import { KeptConnection } from './kept-connection.js';

/** The channel to listen on, and how to connect. */
export interface ListenOptions {
  /** The database itself, not a pooler: LISTEN does not survive a pooler in transaction mode. */
  readonly url: Secret;
  readonly channel: string;
  /** The name of the connection in `pg_stat_activity`. */
  readonly applicationName: string;
}

/** Callbacks of a listener. */
export interface ListenerCallbacks {
  /** The connection is ready: every notification that is committed from now on arrives. */
  onListening(): void;
  /** A notification has arrived. */
  onNotification(): void;
  /** The connection is lost: notifications are missed from now on. */
  onDisconnected(): void;
}

/** Receives the notifications of one PostgreSQL channel (LISTEN) over a connection of its own. */
export class Listener {
  private readonly connection: KeptConnection;

  constructor(
    { url, channel, applicationName }: ListenOptions,
    callbacks: ListenerCallbacks,
    logger: Logger,
  ) {
    this.connection = new KeptConnection(
      {
        ...{ url, applicationName },
        prepare: async (client) => {
          client.on('notification', () => {
            callbacks.onNotification();
          });
          await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
        },
        established: () => {
          callbacks.onListening();
        },
        lost: () => {
          callbacks.onDisconnected();
        },
      },
      logger,
    );
  }

  /** Starts to connect, and returns at once. */
  open(): void {
    void this.connection.open();
  }

  /** Closes the connection, or stops the attempt to connect. */
  close(): Promise<void> {
    return this.connection.close();
  }
}
