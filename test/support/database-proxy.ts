import { connect, createServer, type Socket } from 'node:net';
import { type AddressInfo } from 'node:net';

/** A proxy between a server and its database, which can make the database silent or unreachable. */
export interface DatabaseProxy {
  /** The URL of the database through the proxy. */
  readonly url: string;
  /** From now on nothing is answered, and connections stay open. */
  silence(): void;
  /**
   * The host is gone: the connections that are open now stay silent for ever, and new ones work, as
   * they would with its successor.
   */
  freeze(): void;
  /**
   * Freezes the next connections on which the server sends this text, each at that moment: the
   * database gets the text, and its answer is lost. Resolves when all of them are frozen.
   */
  freezeAt(text: string, connections?: number): Promise<void>;
  /** Closes every connection and refuses new ones. */
  cut(): void;
  /**
   * From now on a connection that the server closes is terminated by the administrator at the same
   * moment: the server reads an error after it has said that it is leaving.
   */
  terminateClosing(): void;
  /**
   * The next connection that becomes ready for a statement is terminated by the administrator at the
   * same moment: the server reads both at once.
   */
  terminateNextReady(): void;
  /** Accepts new connections again. */
  restore(): void;
  stop(): Promise<void>;
}

/** The Terminate message of a client, by PostgreSQL's frontend/backend protocol. */
const TERMINATE = Buffer.from('X\0\0\0\x04', 'latin1');
/** The ReadyForQuery message of a database outside of transactions. */
const READY = Buffer.from('Z\0\0\0\x05I', 'latin1');
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
  /** The sockets of the server, and those that stay silent for ever. */
  const clients = new Set<Socket>();
  const frozen = new WeakSet<Socket>();
  let state: 'open' | 'silent' | 'cut' = 'open';
  let terminatesClosing = false;
  let terminatesReady = false;
  let trap: { readonly text: string; left: number; readonly done: () => void } | undefined;

  const cutAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const spring = (client: Socket, chunk: Buffer): void => {
    if (!trap || !chunk.includes(trap.text)) return;
    frozen.add(client);
    trap.left -= 1;
    if (trap.left > 0) return;
    trap.done();
    trap = undefined;
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    if (state === 'cut') {
      client.destroy();
      return;
    }
    const database = connect(Number(port), hostname);
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    clients.add(client);
    client.on('close', () => {
      clients.delete(client);
      database.destroy();
    });
    const isSilent = (): boolean => state !== 'open' || frozen.has(client);
    client.on('data', (chunk: Buffer) => {
      if (isSilent()) return;
      if (terminatesClosing && chunk.equals(TERMINATE)) {
        client.write(TERMINATED);
        return;
      }
      database.write(chunk);
      spring(client, chunk);
    });
    database.on('data', (chunk: Buffer) => {
      if (isSilent()) return;
      const isTerminated = terminatesReady && chunk.subarray(-READY.length).equals(READY);
      if (isTerminated) terminatesReady = false;
      client.write(isTerminated ? Buffer.concat([chunk, TERMINATED]) : chunk);
    });
    // A host that is gone does not say goodbye either.
    client.on('end', () => {
      if (!frozen.has(client)) client.end();
    });
    database.on('close', () => {
      if (!frozen.has(client)) client.destroy();
    });
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
    freeze: () => {
      for (const client of clients) frozen.add(client);
    },
    freezeAt: (text, connections = 1) =>
      new Promise((done) => {
        trap = { text, left: connections, done };
      }),
    cut: () => {
      state = 'cut';
      cutAll();
    },
    terminateClosing: () => {
      terminatesClosing = true;
    },
    terminateNextReady: () => {
      terminatesReady = true;
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
