import { execFile } from 'node:child_process';
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from '../embedded-postgres.js';
import { poll } from '../poll.js';
import { findPostmaster, shutDown } from '../postmaster.js';
import { isAlive, type ProcessIdentity } from '../process-identity.js';
import { ServerProcess, type ProcessOptions } from './server-process.js';

const LIMIT_MS = 20_000;

const DEFAULTS = { name: 'lipafi', advice: 'Or else, set DATABASE_URL.', durable: false } as const;

/** Options with a default in tests. */
type Defaults = Pick<EmbeddedPostgresOptions, 'name' | 'dataDir'> & { readonly durable: boolean };

/**
 * A directory for one test of the embedded server. Closing it stops all servers and deletes all
 * files.
 */
export class EmbeddedBench {
  private readonly servers: EmbeddedPostgres[] = [];
  private readonly processes: ServerProcess[] = [];
  private readonly dataDirs = new Set<string>();

  private constructor(readonly root: string) {}

  static async open(): Promise<EmbeddedBench> {
    return new EmbeddedBench(await newDirectory('embedded-'));
  }

  get dataDir(): string {
    return join(this.root, 'data');
  }

  /** The directory for clusters whose data directory the account of the server may not enter. */
  get clusterHome(): string {
    return join(this.root, 'clusters');
  }

  /**
   * Puts a database in the data directory, as a first start makes it. It is a copy, because making
   * one takes most of the time of a test.
   */
  async addDatabase(): Promise<void> {
    await copyTree(await (original ??= makeDatabase()), this.dataDir);
  }

  /** Starts a server in this process. */
  async start(options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
    const server = await startEmbeddedPostgres(this.completed(options));
    this.servers.push(server);
    return server;
  }

  /** Starts a server in a process of its own. */
  spawn(
    options: Partial<ProcessOptions> = {},
    where: Parameters<typeof ServerProcess.start>[1] = {},
  ): ServerProcess {
    const started = ServerProcess.start(this.completed(options), where);
    this.processes.push(started);
    return started;
  }

  /** Finds the PostgreSQL process of the data directory; throws when there is none. */
  async postmaster(dataDir = this.dataDir): Promise<ProcessIdentity> {
    const found = findPostmaster(await realpath(join(dataDir, 'postgres')));
    if (!found) throw new Error(`No server runs on ${dataDir}`);
    return found;
  }

  async close(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.stop()));
    await Promise.all(this.processes.map((each) => each.end('SIGKILL')));
    for (const dataDir of this.dataDirs) {
      await this.postmaster(dataDir).then(shutDown, () => undefined);
    }
    await rm(this.root, { recursive: true, force: true });
  }

  /** All directories of a server are below `root`, so that no files are left. */
  private completed<T extends Partial<EmbeddedPostgresOptions | ProcessOptions>>(
    options: T,
  ): T & Defaults {
    const host = { clusterHomes: [this.clusterHome], ...options.host };
    const complete = { ...DEFAULTS, dataDir: this.dataDir, ...options, host };
    this.dataDirs.add(complete.dataDir);
    return complete;
  }
}

/** Waits until the process has ended; throws when it does not. */
export async function gone(identity: ProcessIdentity): Promise<void> {
  if (!(await poll(() => !isAlive(identity), LIMIT_MS))) {
    throw new Error(`Process ${identity.pid} still runs`);
  }
}

/** The data directory that others are copies of, one for each test file. */
let original: Promise<string> | undefined;

async function makeDatabase(): Promise<string> {
  const dataDir = join(await newDirectory('embedded-original-'), 'data');
  const server = await startEmbeddedPostgres({ ...DEFAULTS, dataDir });
  await server.stop();
  return dataDir;
}

/** Copies a directory with the owners of its files. */
async function copyTree(from: string, to: string): Promise<void> {
  await promisify(execFile)('cp', ['-a', from, to]);
}

/** It is in the directory of the test run, so that an interrupted run leaves no files either. */
async function newDirectory(prefix: string): Promise<string> {
  const directory = await mkdtemp(join(dirname(process.env['LIPAFI_TEST_BUILD'] ?? ''), prefix));
  await chmod(directory, 0o711);
  return directory;
}
