import { connect, createServer, type Socket } from 'node:net';
import { type AddressInfo } from 'node:net';

/** A proxy between a server and its database, which can make the database silent or unreachable. */
export interface DatabaseProxy {
  /** The URL of the database through the proxy. */
  readonly url: string;
  /** From now on nothing is answered, and connections stay open. */
  silence(): void;
  /** Closes every connection and refuses new ones. */
  cut(): void;
  /**
   * From now on a connection that the server closes is terminated by the administrator at the same
   * moment: the server reads an error after it has said that it is leaving.
   */
  terminateClosing(): void;
  /** Accepts new connections again. */
  restore(): void;
  stop(): Promise<void>;
}

/** The Terminate message of a client, by PostgreSQL's frontend/backend protocol. */
const TERMINATE = Buffer.from('X\0\0\0\x04', 'latin1');
/** The ErrorResponse of `pg_terminate_backend`. */
const TERMINATED = errorResponse({
  S: 'FATAL',
  V: 'FATAL',
  C: '57P01',
  M: 'terminating connection due to administrator command',
});

/** Starts a proxy to the database of `target`, on any free port. */
export async function startDatabaseProxy(target: string): Promise<DatabaseProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let state: 'open' | 'silent' | 'cut' = 'open';
  let terminatesClosing = false;

  const cutAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const carry = (from: Socket, to: Socket): void => {
    sockets.add(from);
    from.on('data', (chunk: Buffer) => {
      if (state !== 'open') return;
      if (terminatesClosing && chunk.equals(TERMINATE)) from.write(TERMINATED);
      else to.write(chunk);
    });
    from.on('error', () => to.destroy());
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
  };
  const server = createServer((client) => {
    if (state === 'cut') {
      client.destroy();
      return;
    }
    const database = connect(Number(port), hostname);
    carry(client, database);
    carry(database, client);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    silence: () => {
      state = 'silent';
    },
    cut: () => {
      state = 'cut';
      cutAll();
    },
    terminateClosing: () => {
      terminatesClosing = true;
    },
    restore: () => {
      state = 'open';
      cutAll();
    },
    stop: async () => {
      cutAll();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}

function errorResponse(fields: Readonly<Record<string, string>>): Buffer {
  const body = Object.entries(fields).map(([type, value]) => `${type}${value}\0`);
  const message = Buffer.from(`E____${body.join('')}\0`);
  message.writeUInt32BE(message.length - 1, 1);
  return message;
}
