import { type DataSource } from 'typeorm';
import { revertLastMigration, runMigrations } from './migrate.js';

/**
 * Checks the migrations: runs all of them up, compares the schema with the entities, runs all of
 * them down, looks for leftover objects, and runs them up again. Stops at the first step with
 * faults.
 *
 * @param dataSource initialised, on an empty database that is discarded afterwards
 * @returns one line for each fault; empty when there are none
 * @throws the error of a failing migration
 */
export async function checkMigrations(dataSource: DataSource): Promise<string[]> {
  await runMigrations(dataSource);
  const drift = await schemaDrift(dataSource);
  if (drift.length > 0) return drift.map((sql) => `Entities and migrations differ by: ${sql}`);

  await revertAll(dataSource);
  const remains = await objectsOf(dataSource);
  if (remains.length > 0) return remains.map((name) => `Taken back, the migrations leave: ${name}`);

  await runMigrations(dataSource);
  const secondDrift = await schemaDrift(dataSource);
  return secondDrift.map((sql) => `Taken back and applied again, the migrations lack: ${sql}`);
}

/**
 * Returns the SQL that TypeORM would run to change the database to match the entities, without
 * running it. Empty when they match.
 *
 * @param dataSource initialised, on a migrated database
 */
export async function schemaDrift(dataSource: DataSource): Promise<string[]> {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  return upQueries.map(({ query }) => query);
}

async function revertAll(dataSource: DataSource): Promise<void> {
  while ((await revertLastMigration(dataSource)) !== undefined);
}

/** Schemas, tables, sequences, views, functions and types, except those of TypeORM and of the queue. */
async function objectsOf(dataSource: DataSource): Promise<string[]> {
  const records = dataSource.options.migrationsTableName ?? 'migrations';
  const rows: { name: string }[] = await dataSource.query(
    `SELECT format('relation %s', relname) AS name FROM pg_class
       WHERE relnamespace = 'public'::regnamespace AND relkind NOT IN ('i', 'I')
         AND relname <> ALL ($1)
     UNION ALL
     SELECT format('function %s', proname) FROM pg_proc
       WHERE pronamespace = 'public'::regnamespace
     UNION ALL
     SELECT format('type %s', typname) FROM pg_type
       WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd', 'r')
     UNION ALL
     SELECT format('schema %s', nspname) FROM pg_namespace
       WHERE nspname !~ '^(pg_|information_schema$|graphile_worker$|public$)'`,
    [[records, `${records}_id_seq`, 'typeorm_metadata']],
  );
  return rows.map(({ name }) => name);
}
