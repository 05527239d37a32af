import { join, resolve } from 'node:path';
import { makeDirectory } from './access.js';
import { serverAccount } from './accounts.js';
import { findBinariesPackage } from './binaries-package.js';
import { usableBinaries } from './binaries.js';
import { findCluster, type Cluster } from './cluster.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { guardExit } from './exit-guard.js';
import { initialiseCluster } from './initialise.js';
import { superuserPassword } from './password.js';
import { ServerLog } from './server-log.js';
import { ServerUse } from './server-use.js';
import { Server } from './server.js';
import { isRoot, machine, type HostEnvironment } from './host-environment.js';
import { removeAbandonedWorkshops } from './workshop.js';

/** A valid user name of the operating system, even with a suffix, that needs no quotes in SQL. */
const NAME = /^[a-z][a-z0-9_]{0,20}$/;

/** The options of a server. */
export interface EmbeddedPostgresOptions {
  /**
   * The application's name: lower-case letters, digits and underscores. It is the name of the
   * superuser and of the database, and part of all names outside of `dataDir`.
   */
  readonly name: string;
  /** The directory for all data, created if needed. It must be on a local disk. */
  readonly dataDir: string;
  /** False for tests: faster, but a crash of the machine may destroy the database. */
  readonly durable?: boolean;
  /** The preferred port. If it is taken, or by default, any free port is used. */
  readonly port?: number;
  /** A sentence at the end of every error, such as what to use instead. */
  readonly advice?: string;
  /** Receives a line about each step. */
  readonly log?: (line: string) => void;
  /** The machine's accounts and directories; replaced by tests. */
  readonly host?: Partial<HostEnvironment>;
}

/** A PostgreSQL server that listens on 127.0.0.1 only. */
export interface EmbeddedPostgres {
  /** `postgresql://<name>:<password>@127.0.0.1:<port>/<name>`; the user is the superuser. */
  readonly url: string;
  /**
   * Releases the server, which stops when nobody uses it any more. May be called more than once.
   */
  stop(): Promise<void>;
}

/**
 * Runs a PostgreSQL server from the binaries that npm has installed, with its data in `dataDir`.
 * Each `dataDir` has one server. A second process that starts it joins the running server, even if
 * the process that started it was killed; the last process to stop it stops the server. The files
 * in `dataDir`:
 *
 * - `postgres`: the database cluster, or a link to it (see {@link Workshop}),
 * - `postgres-password`: the superuser's password, readable by this user only,
 * - `postgres-users`: the processes that use the server (see {@link ServerUse}),
 * - `postgres.log`: the log of PostgreSQL.
 *
 * @throws EmbeddedPostgresError when the server cannot be started; it is not running then
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  try {
    return await start(options);
  } catch (error) {
    const { advice } = options;
    throw advice !== undefined && error instanceof EmbeddedPostgresError
      ? error.advising(advice)
      : error;
  }
}

async function start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  if (!NAME.test(options.name)) {
    throw new EmbeddedPostgresError(`An embedded PostgreSQL cannot be called "${options.name}"`);
  }
  const dataDir = resolve(options.dataDir);
  const log = options.log ?? ((): void => undefined);
  const use = beginUse(dataDir);
  let server: Server | undefined;
  const removeGuard = guardExit(() => {
    if (use.leave()) server?.interrupt();
    use.end();
  });
  const stop = once(async () => {
    if (use.leave()) await server?.shutDown();
    else log('PostgreSQL goes on: another process uses it');
    use.end();
    removeGuard();
  });

  try {
    await use.leaversGone();
    server = await serverOf(dataDir, { ...options, log });
    const url = await server.bringUp();
    log(`PostgreSQL listens on 127.0.0.1:${new URL(url).port}, data in ${dataDir}`);
    return { url, stop };
  } catch (error) {
    await stop();
    throw explained(error, dataDir);
  }
}

/** Every other error is about a file that cannot be read or written. */
function explained(error: unknown, dataDir: string): EmbeddedPostgresError {
  if (error instanceof EmbeddedPostgresError) return error;
  const reason = `PostgreSQL cannot be started in ${dataDir} (${(error as Error).message})`;
  return new EmbeddedPostgresError(reason, '', { cause: error });
}

function beginUse(dataDir: string): ServerUse {
  try {
    // Others may pass through, so that the account of the server reaches its cluster. The files in
    // here have permissions of their own.
    makeDirectory(dataDir, 0o711);
    return ServerUse.begin(join(dataDir, 'postgres-users'));
  } catch (error) {
    const reason = `The data directory ${dataDir} is not ours to use (${(error as Error).message})`;
    throw new EmbeddedPostgresError(reason, '', { cause: error });
  }
}

async function serverOf(
  dataDir: string,
  options: EmbeddedPostgresOptions & { log: (line: string) => void },
): Promise<Server> {
  const host = { ...machine(options.name), ...options.host };
  const binariesPackage = findBinariesPackage();
  const binariesFor = (account: Cluster['account']): ReturnType<typeof usableBinaries> =>
    usableBinaries(binariesPackage, account, host.binaryHomes);
  const entry = join(dataDir, 'postgres');
  removeAbandonedWorkshops(dataDir, entry);

  const existing = findCluster(entry, binariesPackage.major);
  const password = superuserPassword(join(dataDir, 'postgres-password'), !existing);
  const durable = options.durable ?? true;
  if (!existing) {
    const account = isRoot() ? serverAccount(host.accounts, options.name) : undefined;
    options.log(`Making a database in ${entry}${account ? `, as user ${account.name}` : ''}`);
    const { clusterHomes } = host;
    await initialiseCluster(await binariesFor(account), {
      ...{ dataDir, entry, account, clusterHomes, password, durable, name: options.name },
    });
  }
  const cluster = existing ?? findCluster(entry, binariesPackage.major);
  if (!cluster) throw new EmbeddedPostgresError(`The new database ${entry} has disappeared`);

  return new Server({
    cluster,
    name: options.name,
    password,
    durable,
    preferredPort: options.port,
    log: new ServerLog(join(dataDir, 'postgres.log')),
    binaries: () => binariesFor(cluster.account),
  });
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}
