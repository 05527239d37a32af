import { setTimeout as delay } from 'node:timers/promises';
import { type DataSource, MigrationExecutor, type QueryRunner } from 'typeorm';
import { prepareJobQueue } from './job-queue.js';

/**
 * Key of the PostgreSQL advisory lock that whoever changes the schema holds: "lipafi" in ASCII.
 * Advisory locks are per database, so other databases on the server do not wait for ours.
 */
export const MIGRATION_LOCK_KEY = 0x6c6970616669;

const LOCK_RETRY_MS = 100;

/**
 * Applies the pending migrations, each in a transaction of its own, or in none if it says
 * `transaction = false`, which CREATE INDEX CONCURRENTLY needs. Of several processes that do
 * so at once one works and the others wait, and then find nothing left to do. The tables of the job
 * queue, which its library looks after, are brought up to date as well.
 *
 * @param dataSource initialised
 * @param log hears the name of each migration that is applied
 * @returns the names of the applied migrations, in order
 * @throws what the failing migration threw; those before it stay applied
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
 * Takes back the migration that was applied last.
 *
 * @returns its name, or undefined when none is applied
 */
export async function revertLastMigration(dataSource: DataSource): Promise<string | undefined> {
  return withMigrationLock(dataSource, async (queryRunner) => {
    const executor = new MigrationExecutor(dataSource, queryRunner);
    executor.transaction = 'each';
    const [last] = await executor.getExecutedMigrations();
    // The library asks this of a migration on its way up only.
    const its = dataSource.migrations.find(({ name }) => name === last?.name);
    if (its?.transaction === false) executor.transaction = 'none';
    if (last) await executor.undoLastMigration();
    return last?.name;
  });
}

/** The names of the migrations that the database has not seen yet, in order. Changes nothing. */
export async function pendingMigrations(dataSource: DataSource): Promise<string[]> {
  const pending = await new MigrationExecutor(dataSource).getPendingMigrations();
  return pending.map(({ name }) => name);
}

/**
 * Lock and work share one session: when the process dies, the server frees the lock with it, and
 * a pool of a single connection is enough.
 */
async function withMigrationLock<T>(
  dataSource: DataSource,
  work: (queryRunner: QueryRunner) => Promise<T>,
): Promise<T> {
  const queryRunner = dataSource.createQueryRunner();
  try {
    // The application's limit on statements is for requests; rewriting a table takes longer.
    await queryRunner.query('SET statement_timeout = 0');
    await acquireLock(queryRunner);
    return await work(queryRunner);
  } finally {
    await letGo(queryRunner);
  }
}

/**
 * Asks again and again instead of waiting in the database: a statement that waits there holds a
 * snapshot, and a migration with CREATE INDEX CONCURRENTLY would wait for it, and it for the lock.
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

/** The session goes back to the pool as it came from there. */
async function letGo(queryRunner: QueryRunner): Promise<void> {
  try {
    await queryRunner.query('SELECT pg_advisory_unlock_all()');
    await queryRunner.query('RESET statement_timeout');
    // A migration outside a transaction sets it for the session.
    await queryRunner.query('RESET lock_timeout');
  } catch {
    // The session is gone, and the lock with it; what broke it is already on its way up.
  } finally {
    await queryRunner.release();
  }
}
