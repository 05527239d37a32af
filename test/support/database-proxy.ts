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
  /** Accepts new connections again. */
  restore(): void;
  stop(): Promise<void>;
}

/** Starts a proxy to the database of `target`, on any free port. */
export async function startDatabaseProxy(target: string): Promise<DatabaseProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let state: 'open' | 'silent' | 'cut' = 'open';

  const cutAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const carry = (from: Socket, to: Socket): void => {
    sockets.add(from);
    from.on('data', (chunk: Buffer) => {
      if (state === 'open') to.write(chunk);
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
