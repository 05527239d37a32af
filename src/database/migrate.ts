import { setTimeout as delay } from 'node:timers/promises';
import { type DataSource, MigrationExecutor, type QueryRunner } from 'typeorm';
import { prepareJobQueue } from './job-queue.js';

/**
 * Key of the PostgreSQL advisory lock for schema changes: "lipafi" in ASCII. Advisory locks belong
 * to one database, so other databases on the same server are not affected.
 */
export const MIGRATION_LOCK_KEY = 0x6c6970616669;

const LOCK_RETRY_MS = 100;

/**
 * Applies the pending migrations. Each runs in its own transaction, or in none if it sets
 * `transaction = false`, which CREATE INDEX CONCURRENTLY needs. When several processes do this at
 * once, one works; the others wait and then find nothing to do. It also migrates the tables of the
 * job queue.
 *
 * @param dataSource initialised
 * @param log receives the name of each applied migration
 * @returns the names of the applied migrations, in order
 * @throws the error of the failing migration; earlier ones stay applied
 */
export async function runMigrations(
  dataSource: DataSource,
  log?: (line: string) => void,
): Promise<string[]> {
  return withMigrationLock(dataSource, async (queryRunner) => {
    const executor = new MigrationExecutor(dataSource, queryRunner);
    executor.transaction = 'each';
    const applied = (await executor.executePendingMigrations()).map(({ name }) => name);
    for (const name of applied) log?.(`Applied migration ${name}`);
    await prepareJobQueue(dataSource);
    return applied;
  });
}

/**
 * Reverts the last applied migration.
 *
 * @returns its name, or undefined when no migration is applied
 */
export async function revertLastMigration(dataSource: DataSource): Promise<string | undefined> {
  return withMigrationLock(dataSource, async (queryRunner) => {
    const executor = new MigrationExecutor(dataSource, queryRunner);
    executor.transaction = 'each';
    const [last] = await executor.getExecutedMigrations();
    // The library checks this of a migration only on its way up.
    const its = dataSource.migrations.find(({ name }) => name === last?.name);
    if (its?.transaction === false) executor.transaction = 'none';
    if (last) await executor.undoLastMigration();
    return last?.name;
  });
}

/** Returns the names of the pending migrations, in order. Changes nothing. */
export async function pendingMigrations(dataSource: DataSource): Promise<string[]> {
  const pending = await new MigrationExecutor(dataSource).getPendingMigrations();
  return pending.map(({ name }) => name);
}

/**
 * The lock and the migrations share one session: PostgreSQL releases the lock when the process dies,
 * and a pool of one connection is enough.
 */
async function withMigrationLock<T>(
  dataSource: DataSource,
  work: (queryRunner: QueryRunner) => Promise<T>,
): Promise<T> {
  const queryRunner = dataSource.createQueryRunner();
  try {
    // The statement timeout of the application is meant for requests; rewriting a table takes longer.
    await queryRunner.query('SET statement_timeout = 0');
    await acquireLock(queryRunner);
    return await work(queryRunner);
  } finally {
    await resetAndRelease(queryRunner);
  }
}

/**
 * Polls for the lock instead of waiting for it in the database. A waiting statement holds a snapshot,
 * CREATE INDEX CONCURRENTLY in a migration would wait for that snapshot, and the two would deadlock.
 */
async function acquireLock(queryRunner: QueryRunner): Promise<void> {
  for (;;) {
    const [answer] = (await queryRunner.query('SELECT pg_try_advisory_lock($1) AS locked', [
      MIGRATION_LOCK_KEY,
    ])) as { locked: boolean }[];
    if (answer?.locked === true) return;
    await delay(LOCK_RETRY_MS);
  }
}

/** Returns the session to the pool with its lock and settings reset. */
async function resetAndRelease(queryRunner: QueryRunner): Promise<void> {
  try {
    await queryRunner.query('SELECT pg_advisory_unlock_all()');
    await queryRunner.query('RESET statement_timeout');
    // A migration that runs outside a transaction sets this for the session.
    await queryRunner.query('RESET lock_timeout');
  } catch {
    // The session is lost and its lock released; the error that broke it is already being thrown.
  } finally {
    await queryRunner.release();
  }
}
