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
 * A launched server may end at once for reasons that pass: its port was taken in between, another
 * process was faster, or remains of a killed server are still dying. Six attempts with doubling
 * pauses wait 3 seconds in all; what lasts longer does not pass by itself.
 */
const ATTEMPTS = 6;
const FIRST_PAUSE_MS = 50;

/** Long, because after a crash PostgreSQL first repeats what its journal says. */
const START_LIMIT_MS = 120_000;

/** How to run the server of one cluster. */
export interface ServerOptions {
  readonly cluster: Cluster;
  /** Of the superuser and of the database. */
  readonly name: string;
  readonly password: string;
  readonly durable: boolean;
  readonly wishedPort: number | undefined;
  readonly log: ServerLog;
  /** Asked for only when a server has to be launched. */
  readonly binaries: () => Promise<Binaries>;
}

/** The one server of a cluster: found running, or launched. */
export class Server {
  private launched: ProcessIdentity | undefined;

  constructor(private readonly options: ServerOptions) {}

  /**
   * Joins the server that runs on the cluster, else launches one, until one answers.
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

  /** Asks the server to stop and does not wait: for when this process is about to end. */
  interrupt(): void {
    for (const postmaster of this.postmasters()) interrupt(postmaster);
  }

  /** Stops the server and waits until it is gone. */
  async shutDown(): Promise<void> {
    await Promise.all(this.postmasters().map(shutDown));
  }

  private get directory(): string {
    return this.options.cluster.directory;
  }

  /** The one that the cluster names, and our own if the cluster was deleted under it. */
  private postmasters(): ProcessIdentity[] {
    const found = findPostmaster(this.directory);
    return [found, this.launched].filter((each) => each !== undefined);
  }

  private async launch(attempt: number): Promise<ProcessIdentity> {
    const { cluster, log, binaries } = this.options;
    const { postgres } = await binaries();
    const port = await freePort(attempt === 0 ? this.options.wishedPort : undefined);
    const settings = [`listen_addresses=${HOST}`, 'unix_socket_directories=', `port=${port}`];
    const child = log.open((descriptor) =>
      spawn(postgres, ['-D', cluster.directory, ...settings.flatMap((each) => ['-c', each])], {
        ...spawnOptions(cluster.account),
        // Out of the terminal's reach: Ctrl-C is for us, who stop the server when we are done.
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

  /** The server's port once it lets us in; undefined when it ended instead. */
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

  /** Prepares the database; undefined, or what keeps us out for now. */
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
