import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { type Binaries } from './binaries.js';
import { spawnOptions } from './child-process.js';
import { type Cluster } from './cluster.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { freePort, HOST } from './free-port.js';
import { poll } from './poll.js';
import { findPostmaster, interrupt, readPidFile, shutDown } from './postmaster.js';
import { prepareDatabase } from './prepare-database.js';
import { identify, isAlive, type ProcessIdentity } from './process-identity.js';
import { type ServerLog } from './server-log.js';

/**
 * A new server may end at once for temporary reasons: its port was taken, another process was
 * faster, or parts of a killed server are still running. Six attempts with doubling delays take 3
 * seconds; longer problems are not temporary.
 */
const ATTEMPTS = 6;
const FIRST_PAUSE_MS = 50;

/** Long, because PostgreSQL replays its write-ahead log after a crash. */
const START_LIMIT_MS = 120_000;

/** How to run the server of a cluster. */
export interface ServerOptions {
  readonly cluster: Cluster;
  /** The name of the superuser and of the database. */
  readonly name: string;
  readonly password: string;
  readonly durable: boolean;
  readonly preferredPort: number | undefined;
  readonly log: ServerLog;
  /** Called only when a server has to be started. */
  readonly binaries: () => Promise<Binaries>;
}

/** The server of a cluster, already running or started here. */
export class Server {
  private launched: ProcessIdentity | undefined;

  constructor(private readonly options: ServerOptions) {}

  /**
   * Joins the running server of the cluster or starts one, until it accepts connections.
   *
   * @returns the URL of the database
   * @throws EmbeddedPostgresError with the end of the server's log
   */
  async bringUp(): Promise<string> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const running = findPostmaster(this.directory) ?? (await this.launch(attempt));
      const port = await this.answeringPort(running);
      if (port !== undefined) return this.url(port, this.options.name);
      await delay(FIRST_PAUSE_MS * 2 ** attempt);
    }
    throw this.failure(`PostgreSQL does not start on ${this.directory}`);
  }

  /** Asks the server to stop, without waiting, when this process is about to end. */
  interrupt(): void {
    for (const postmaster of this.postmasters()) interrupt(postmaster);
  }

  /** Stops the server and waits until it has ended. */
  async shutDown(): Promise<void> {
    await Promise.all(this.postmasters().map(shutDown));
  }

  private get directory(): string {
    return this.options.cluster.directory;
  }

  /**
   * The server in the cluster's files, and the one started here if the cluster was deleted
   * meanwhile.
   */
  private postmasters(): ProcessIdentity[] {
    const found = findPostmaster(this.directory);
    return [found, this.launched].filter((each) => each !== undefined);
  }

  private async launch(attempt: number): Promise<ProcessIdentity> {
    const { cluster, log, binaries } = this.options;
    const { postgres } = await binaries();
    const port = await freePort(attempt === 0 ? this.options.preferredPort : undefined);
    const settings = [`listen_addresses=${HOST}`, 'unix_socket_directories=', `port=${port}`];
    const child = log.open((descriptor) =>
      spawn(postgres, ['-D', cluster.directory, ...settings.flatMap((each) => ['-c', each])], {
        ...spawnOptions(cluster.account),
        // Detached from the terminal, so that Ctrl-C ends this process, which then stops the
        // server.
        detached: true,
        stdio: ['ignore', descriptor, descriptor],
      }),
    );
    const failed = new Promise<string>((resolve) => {
      child.once('error', ({ message }) => {
        resolve(message);
      });
    });
    child.unref();
    if (child.pid === undefined) {
      throw this.failure(`PostgreSQL cannot be started (${await failed})`);
    }
    this.launched = identify(child.pid) ?? { pid: child.pid, mark: 'gone' };
    return this.launched;
  }

  /** The port of the server once it accepts connections; undefined when it has ended. */
  private async answeringPort(postmaster: ProcessIdentity): Promise<number | undefined> {
    let answering: number | undefined;
    let obstacle: string | undefined = 'it is not ready';
    const hasSettled = await poll(async () => {
      if (!isAlive(postmaster)) return true;
      const file = readPidFile(this.directory);
      if (file?.pid !== postmaster.pid || !file.isReady) return false;
      obstacle = await this.obstacle(file.port, postmaster);
      if (obstacle === undefined) answering = file.port;
      return answering !== undefined;
    }, START_LIMIT_MS);
    if (hasSettled) return answering;
    throw this.failure(`PostgreSQL runs on ${this.directory} and does not answer (${obstacle})`);
  }

  /** Prepares the database. Returns undefined, or why that is not possible yet. */
  private async obstacle(port: number, postmaster: ProcessIdentity): Promise<string | undefined> {
    try {
      return await prepareDatabase(this.url(port, 'postgres'), {
        name: this.options.name,
        durable: this.options.durable,
        isOurs: postmaster === this.launched,
      });
    } catch (error) {
      throw this.failure(
        `PostgreSQL on ${this.directory} refuses us (${(error as Error).message})`,
      );
    }
  }

  private url(port: number, database: string): string {
    const { name, password } = this.options;
    return `postgresql://${name}:${password}@${HOST}:${port}/${database}`;
  }

  private failure(reason: string): EmbeddedPostgresError {
    return new EmbeddedPostgresError(reason, this.options.log.recent());
  }
}
