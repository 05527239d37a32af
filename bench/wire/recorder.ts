import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { type Statement } from './statement.js';
import { ReadsBackend, ReadsFrontend } from './protocol.js';

/**
 * Stands between a server and PostgreSQL and writes down every statement: what the server really
 * sends, in what order, and how often it waits for the database. Too slow to be timed.
 */
export class Recorder {
  private readonly statements: Statement[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    /** The database's URL, through the recorder. */
    readonly url: string,
  ) {}

  /** @param databaseUrl where to pass everything on to */
  static async before(databaseUrl: string): Promise<Recorder> {
    const target = new URL(databaseUrl);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const own = new URL(databaseUrl);
    own.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const recorder = new Recorder(server, own.href);
    server.on('connection', (client) => {
      recorder.pass(client, connect(Number(target.port || 5432), target.hostname));
    });
    return recorder;
  }

  /** The statements since the last time, in the order in which they were sent. */
  take(): readonly Statement[] {
    return this.statements.splice(0);
  }

  stop(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }

  private pass(client: Socket, database: Socket): void {
    const backend = new ReadsBackend();
    const frontend = new ReadsFrontend((heard) => {
      const statement = { ...heard, ridesAlong: backend.isBusy };
      this.statements.push(statement);
      backend.expect(statement);
    });
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
      frontend.read(chunk);
      database.write(chunk);
    });
    database.on('data', (chunk: Buffer) => {
      backend.read(chunk);
      client.write(chunk);
    });
  }
}
