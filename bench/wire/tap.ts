import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Receives what both sides of a connection send. */
export interface Listener {
  sent(chunk: Buffer): void;
  answered(chunk: Buffer): void;
}

/** A proxy between a server and PostgreSQL that passes everything to a listener too. */
export class Tap {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    /** The URL of the database through the proxy. */
    readonly url: string,
  ) {}

  /**
   * @param databaseUrl the database behind the proxy
   * @param listen returns a listener for each connection
   */
  static async before(databaseUrl: string, listen: () => Listener): Promise<Tap> {
    const target = new URL(databaseUrl);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const own = new URL(databaseUrl);
    own.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const tap = new Tap(server, own.href);
    server.on('connection', (client) => {
      tap.pass(client, connect(Number(target.port || 5432), target.hostname), listen());
    });
    return tap;
  }

  stop(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }

  private pass(client: Socket, database: Socket, listener: Listener): void {
    for (const [from, to] of [
      [client, database],
      [database, client],
    ] as const) {
      this.sockets.add(from);
      from.setNoDelay(true);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
    }
    client.on('data', (chunk: Buffer) => {
      listener.sent(chunk);
      database.write(chunk);
    });
    database.on('data', (chunk: Buffer) => {
      listener.answered(chunk);
      client.write(chunk);
    });
  }
}
