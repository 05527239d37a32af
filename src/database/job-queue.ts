import { runMigrations } from 'graphile-worker';
import { type DataSource } from 'typeorm';

/**
 * Migrates the tables of the job queue. They are in a schema of their own, `graphile_worker`, and
 * belong to that library.
 */
export async function prepareJobQueue({ options }: DataSource): Promise<void> {
  if (options.type !== 'postgres' || options.url === undefined) {
    throw new Error('The job queue needs the URL of a PostgreSQL database');
  }
  await runMigrations({ connectionString: options.url, maxPoolSize: 1 });
}
