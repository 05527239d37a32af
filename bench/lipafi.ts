import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Child } from './child.js';
import { type DatabaseAddresses } from './options.js';

const PROJECT = fileURLToPath(new URL('../../../', import.meta.url));
const MAIN = join(PROJECT, 'dist', 'src', 'main.js');
const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
  readonly scripts: { readonly 'start:prod': string };
};
/** The memory flags of Node.js in production. */
const FLAGS = scripts['start:prod'].split(' ').filter((word) => word.startsWith('--'));
const MAX_START_MS = 60_000;

/** The same for all servers of one run, because they share databases. */
const SECRETS = {
  JWT_SECRET: randomBytes(32).toString('hex'),
  ENCRYPTION_KEY: randomBytes(32).toString('base64url').padEnd(44, '='),
};

/** The options of a server. */
export interface ServerOptions {
  readonly database: DatabaseAddresses;
  readonly providerUrl: string;
  readonly workerMode?: 'inline' | 'off' | 'only';
  /** Arguments for Node.js, such as those of its profiler. */
  readonly nodeArguments?: readonly string[];
}

/** A server process as in production. */
export class LipafiServer {
  private constructor(
    readonly url: string,
    readonly child: Child,
  ) {}

  /** Starts it and waits until it is ready. */
  static async start(options: ServerOptions): Promise<LipafiServer> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const { database, providerUrl, nodeArguments = [] } = options;
    const child = Child.start(
      [...FLAGS, ...nodeArguments, MAIN],
      {
        PATH: '/usr/bin:/bin',
        NODE_ENV: 'production',
        HOST: '127.0.0.1',
        PORT: String(port),
        PUBLIC_URL: url,
        DATABASE_URL: database.url,
        ...(database.directUrl === database.url ? {} : { DATABASE_DIRECT_URL: database.directUrl }),
        ...(database.replicaUrl === null ? {} : { DATABASE_REPLICA_URL: database.replicaUrl }),
        MIGRATE_ON_START: 'true',
        REGISTRATION: 'open',
        ...SECRETS,
        INTASEND_SANDBOX_URL: providerUrl,
        WORKER_MODE: options.workerMode ?? 'inline',
        // Venues are distinguished by their addresses, which the load generator invents.
        TRUST_PROXY: '1',
        // Rate limits count as usual but refuse nothing, because a benchmark is a flood.
        RATE_LIMIT_SCALE: '1000000',
        // Reconciliation of payments without status checks starts after the benchmark.
        RECONCILE_FIRST_DELAY_MS: '3600000',
        LINK_EXPIRY_HOURS: '48',
        PROMPT_EXPIRY_MINUTES: '1440',
      },
      'ignored',
    );
    await ready(`${url}/health/ready`, child);
    return new LipafiServer(url, child);
  }
}

/** Server processes on one database that are measured together. */
export interface Fleet {
  /** The URLs of the processes that serve requests. */
  readonly urls: readonly [string, ...string[]];
  readonly children: readonly Child[];
}

/**
 * Starts servers and waits until all are ready.
 *
 * @param servers one, which also runs jobs; or several that only serve requests, with a separate
 * worker
 */
export async function startFleet(options: ServerOptions, servers: number): Promise<Fleet> {
  const workerMode = servers === 1 ? 'inline' : 'off';
  const first = await LipafiServer.start({ ...options, workerMode });
  const others: LipafiServer[] = [];
  while (others.length < servers - 1) {
    others.push(await LipafiServer.start({ ...options, workerMode }));
  }
  const workers =
    servers === 1 ? [] : [await LipafiServer.start({ ...options, workerMode: 'only' })];
  return {
    urls: [first.url, ...others.map(({ url }) => url)],
    children: [first, ...others, ...workers].map(({ child }) => child),
  };
}

async function ready(url: string, child: Child): Promise<void> {
  const until = Date.now() + MAX_START_MS;
  while (Date.now() < until && child.process.exitCode === null) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok === true) return;
    await wait(20);
  }
  throw new Error('The server does not start');
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
