import { execFile } from 'node:child_process';
import { appendFile, chown, mkdir, realpath, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { runMigrations } from '../../src/database/migrate.js';
import { EmbeddedBench, gone } from 'embedded-postgres-server/testing';
import { aFreePort } from './free-ports.js';
import { execute } from './test-server.js';
import { until } from './until.js';

const run = promisify(execFile);

/** A migrated database on its own server, with a streaming replica. */
export class ReplicatedPostgres {
  private constructor(
    private readonly bench: EmbeddedBench,
    readonly primaryUrl: string,
    readonly replicaUrl: string,
  ) {}

  static async start(): Promise<ReplicatedPostgres> {
    const bench = await EmbeddedBench.open();
    // Durable, because changes reach the replica late if they are confirmed before they are
    // written.
    const port = await aFreePort();
    const first = await bench.start({ durable: true, port });
    await migrate(first.url);
    await first.stop();
    await spareTheDisk(bench.dataDir);
    const replicaDir = join(bench.root, 'replica');
    await copyCluster(bench.dataDir, replicaDir, first.url);
    const primary = await bench.start({ durable: true, port });
    if (primary.url !== first.url) throw new Error('The port of the primary was taken meanwhile');
    const replica = await bench.start({ durable: true, dataDir: replicaDir });
    return new ReplicatedPostgres(bench, primary.url, replica.url);
  }

  /** From now on the replica receives changes, but does not show them. */
  async holdReplica(): Promise<void> {
    await execute(this.replicaUrl, 'SELECT pg_wal_replay_pause()');
  }

  async releaseReplica(): Promise<void> {
    await execute(this.replicaUrl, 'SELECT pg_wal_replay_resume()');
  }

  /** Resolves when the replica shows all that was written until now. */
  async caughtUp(): Promise<void> {
    const [now] = await execute(
      this.primaryUrl,
      'SELECT pg_current_wal_flush_lsn()::text AS position',
    );
    const { position } = now?.rows[0] as { position: string };
    const hasIt = `SELECT WHERE pg_last_wal_replay_lsn() >= '${position}'`;
    await until(
      'the replica has caught up',
      async () => (await execute(this.replicaUrl, hasIt))[0]?.rowCount,
      (rows) => rows === 1,
    );
  }

  /** Stops the replica as a crash of its machine would. */
  async loseReplica(): Promise<void> {
    const postmaster = await this.bench.postmaster(join(this.bench.root, 'replica'));
    process.kill(postmaster.pid, 'SIGQUIT');
    await gone(postmaster);
  }

  /** Promotes the replica to a primary for good. */
  async promoteReplica(): Promise<void> {
    await execute(this.replicaUrl, 'SELECT pg_promote(wait => true)');
  }

  async stop(): Promise<void> {
    await this.bench.close();
  }
}

async function migrate(url: string): Promise<void> {
  const dataSource = await new DataSource(dataSourceOptions(url, 2)).initialize();
  try {
    await runMigrations(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

/** Commits work as usual, but do not wait for the disk, which is slow. */
async function spareTheDisk(dataDir: string): Promise<void> {
  await appendFile(join(dataDir, 'postgres', 'postgresql.conf'), 'fsync = off\n');
}

/** Copies the files of a stopped server; the copy becomes a replica of `primaryUrl`. */
async function copyCluster(from: string, to: string, primaryUrl: string): Promise<void> {
  await mkdir(to, { mode: 0o711 });
  await run('cp', ['-a', await realpath(join(from, 'postgres')), join(to, 'postgres')]);
  await run('cp', ['-a', join(from, 'postgres-password'), join(to, 'postgres-password')]);
  const cluster = join(to, 'postgres');
  await appendFile(join(cluster, 'postgresql.auto.conf'), `primary_conninfo = '${primaryUrl}'\n`);
  const signal = join(cluster, 'standby.signal');
  await writeFile(signal, '', { mode: 0o600 });
  const { uid, gid } = await stat(cluster);
  await chown(signal, uid, gid);
}
