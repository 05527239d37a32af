import { rmSync } from 'node:fs';
import { type Account } from './accounts.js';
import { type Binaries } from './binaries.js';
import { run } from './child-process.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { Workshop } from './workshop.js';

/** The properties of a new cluster. */
export interface NewCluster {
  readonly dataDir: string;
  /** Its path in `dataDir`, where nothing exists yet. */
  readonly entry: string;
  readonly account: Account | undefined;
  /** Directories to use when the account may not enter `dataDir`, in order of preference. */
  readonly clusterHomes: readonly string[];
  /** The superuser's name. */
  readonly name: string;
  readonly password: string;
  /** Without it the new files are not flushed to disk. */
  readonly durable: boolean;
}

/**
 * Creates a database cluster at `entry`, completely or not at all. When several processes do this
 * at once, the first cluster is kept and the others are deleted.
 * All logins need the password (`scram-sha-256`), including those from this machine.
 *
 * @throws EmbeddedPostgresError with the output of initdb when it fails
 */
export async function initialiseCluster(binaries: Binaries, wanted: NewCluster): Promise<void> {
  const workshop = Workshop.open(wanted.dataDir, wanted.account, wanted.clusterHomes);
  try {
    const passwordFile = workshop.handOver('password', `${wanted.password}\n`);
    const { ok, output } = await run(
      binaries.initdb,
      [
        ...['--pgdata', workshop.cluster, '--username', wanted.name, '--pwfile', passwordFile],
        ...['--auth-local', 'scram-sha-256', '--auth-host', 'scram-sha-256'],
        ...['--encoding', 'UTF8', '--locale', 'C', '--no-instructions'],
        ...(wanted.durable ? [] : ['--no-sync']),
      ],
      wanted.account,
    );
    if (!ok) throw new EmbeddedPostgresError('PostgreSQL could not make its database', output);
    rmSync(passwordFile);
    workshop.publish(wanted.entry);
  } finally {
    workshop.close(wanted.entry);
  }
}
