import { DataSource } from 'typeorm';
import { createLogger } from './common/logging/logger.js';
import { type Settings } from './config/settings.js';
import { dataSourceOptions } from './database/data-source.js';
import { Database } from './database/database.js';
import { reaching } from './database/reach-database.js';
import { databaseOf, prepareSchema } from './server.js';

/**
 * Gives a command the database of the settings, over one connection, and closes everything behind
 * it. The server may run meanwhile.
 *
 * @param options.prepared the tables are checked or brought up to date first, as at a server's start
 */
export async function withCommandDatabase<T>(
  settings: Settings,
  work: (database: Database) => Promise<T>,
  { prepared = false }: { readonly prepared?: boolean } = {},
): Promise<T> {
  const logger = createLogger({ level: 'warn', pretty: false });
  const { url, stop } = await databaseOf(settings, logger);
  // Past any pooler: what a command sets for its session must not stay in somebody else's.
  const address = settings.database.directUrl ?? url;
  const dataSource = new DataSource(dataSourceOptions(address.reveal(), 1));
  try {
    if (prepared) await prepareSchema(settings, url, logger);
    await reaching(settings.database.directSetting, () => dataSource.initialize());
    return await work(new Database(dataSource));
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
    await stop();
  }
}
