import { rmSync } from 'node:fs';
import { type Account } from './accounts.js';
import { type Binaries } from './binaries.js';
import { run } from './child-process.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { Workshop } from './workshop.js';

/** What a new cluster needs to know. */
export interface NewCluster {
  readonly dataDir: string;
  /** Its place in `dataDir`; nothing is there yet. */
  readonly entry: string;
  readonly account: Account | undefined;
  /** For when `dataDir` is closed to the account; the best first. */
  readonly clusterHomes: readonly string[];
  /** The superuser's name. */
  readonly name: string;
  readonly password: string;
  /** False saves flushing the new files to disk. */
  readonly durable: boolean;
}

/**
 * Makes a database cluster and puts it at `entry`, whole or not at all. Of several processes that
 * do so at once the first one's cluster stays; the others' are thrown away.
 *
 * Logins ask for the password in every case (`scram-sha-256`), also from this machine.
 *
 * @throws EmbeddedPostgresError with initdb's own words when it fails
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
