import { DataSource } from 'typeorm';
import { Secret } from './common/crypto/secret.js';
import { type Logger } from './common/logging/logger.js';
import { type Settings } from './config/settings.js';
import { commandDataSourceOptions } from './database/data-source.js';
import { pendingMigrations, runMigrations } from './database/migrate.js';
import { type DatabaseSetting, reaching } from './database/reach-database.js';
import { startEmbeddedPostgres } from './development-packages.js';
import { StartRefused } from './start-refused.js';

/** Returns the database in the settings, or starts an embedded one. */
export async function databaseOf(
  settings: Settings,
  logger: Logger,
): Promise<{ readonly url: Secret; readonly stop: () => Promise<void> }> {
  const { url } = settings.database;
  if (url) return { url, stop: () => Promise.resolve() };
  const embedded = await startEmbeddedPostgres({
    dataDir: settings.dataDir,
    log: (line) => {
      logger.debug({ context: 'postgres' }, line);
    },
  });
  return { url: new Secret(embedded.url), stop: () => embedded.stop() };
}

/**
 * Applies pending migrations if the settings say so.
 *
 * @throws StartRefused when there are pending migrations and the settings do not
 */
export async function prepareSchema(
  { database }: Settings,
  databaseUrl: Secret,
  logger: Logger,
): Promise<void> {
  // Migrations hold a session lock, which a pooler in transaction mode would lose.
  const directUrl = database.directUrl ?? databaseUrl;
  const dataSource = new DataSource(commandDataSourceOptions(directUrl.reveal(), 2));
  await reaching(database.directSetting, () => dataSource.initialize());
  try {
    if (database.migrateOnStart) {
      const applied = await allowed(database.directSetting, () => runMigrations(dataSource));
      if (applied.length > 0) {
        logger.debug({ applied }, 'migrations were applied');
        logger.info('the database was brought up to date');
      }
      return;
    }
    const pending = await allowed(database.directSetting, () => pendingMigrations(dataSource));
    if (pending.length > 0) {
      throw new StartRefused(
        'The database is not up to date: run "npm run migration:run", or set MIGRATE_ON_START=true.',
      );
    }
  } finally {
    await dataSource.destroy();
  }
}

/** PostgreSQL's codes for a missing privilege and for a read-only database. */
const NOT_ALLOWED = ['42501', '25006'];

/**
 * Runs work that needs privileges in the database.
 *
 * @throws StartRefused when this user lacks them, or the database is read-only
 */
async function allowed<T>(setting: DatabaseSetting, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (setting === null || !NOT_ALLOWED.includes(String((error as { code?: unknown }).code))) {
      throw error;
    }
    throw new StartRefused(
      `The user of ${setting} may not change the tables of the database: name its owner there.`,
      { cause: error },
    );
  }
}
