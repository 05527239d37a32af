import { type Statement } from './statement.js';
import { ReadsBackend, ReadsFrontend } from './protocol.js';
import { type Listener, Tap } from './tap.js';

/**
 * A proxy between a server and PostgreSQL that records every statement: what the server sends, in
 * what order, and how often it waits. It is too slow for measurements.
 */
export class Recorder {
  private constructor(
    private readonly tap: Tap,
    private readonly statements: Statement[],
  ) {}

  /** @param databaseUrl the database behind the proxy */
  static async before(databaseUrl: string): Promise<Recorder> {
    const statements: Statement[] = [];
    const tap = await Tap.before(databaseUrl, () => listenerFor(statements));
    return new Recorder(tap, statements);
  }

  /** The URL of the database through the recorder. */
  get url(): string {
    return this.tap.url;
  }

  /** The statements since the last call, in the order in which they were sent. */
  take(): readonly Statement[] {
    return this.statements.splice(0);
  }

  stop(): void {
    this.tap.stop();
  }
}

function listenerFor(statements: Statement[]): Listener {
  const backend = new ReadsBackend();
  const frontend = new ReadsFrontend((heard) => {
    const statement = { ...heard, isPipelined: backend.isBusy };
    statements.push(statement);
    backend.expect(statement);
  });
  return {
    sent: (chunk) => {
      frontend.read(chunk);
    },
    answered: (chunk) => {
      backend.read(chunk);
    },
  };
}
