import { type AddressInfo, connect, type Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { selfSigned } from './self-signed.js';

/** A proxy that takes TLS, at an address that stays while the server behind it is replaced. */
export interface TlsFront {
  /** Its certificate is signed by itself. */
  readonly url: string;
  /** Leads to another server from now on; null: to none, as while a server is away. */
  leadTo(url: string | null): void;
  stop(): Promise<void>;
}

/** Starts the proxy. It leads to no server at first. */
export async function startTlsFront(): Promise<TlsFront> {
  const open = new Set<Socket | TLSSocket>();
  let target: URL | null = null;

  const keep = (socket: Socket | TLSSocket, other?: Socket | TLSSocket): void => {
    open.add(socket);
    // A phone or a server that goes away in the middle is what some tests are about.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      open.delete(socket);
      other?.destroy();
    });
  };
  const server = createServer(selfSigned(), (incoming) => {
    if (target === null) {
      incoming.destroy();
      return;
    }
    const outgoing = connect(Number(target.port), target.hostname);
    keep(incoming, outgoing);
    keep(outgoing, incoming);
    incoming.pipe(outgoing).pipe(incoming);
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo: (url) => {
      target = url === null ? null : new URL(url);
      for (const socket of open) socket.destroy();
    },
    stop: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
