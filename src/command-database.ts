import { DataSource } from 'typeorm';
import { createLogger } from './common/logging/logger.js';
import { type Settings } from './config/settings.js';
import { commandDataSourceOptions } from './database/data-source.js';
import { Database } from './database/database.js';
import { reaching } from './database/reach-database.js';
import { databaseOf, prepareSchema } from './prepare-database.js';

/**
 * Opens the database in the settings for a command, with one connection, and closes everything at
 * the end. The server may be running.
 *
 * @param options.prepared whether to apply or check the migrations first, as at the start of a
 * server
 */
export async function withCommandDatabase<T>(
  settings: Settings,
  work: (database: Database, dataSource: DataSource) => Promise<T>,
  { prepared = false }: { readonly prepared?: boolean } = {},
): Promise<T> {
  const logger = createLogger({ level: 'warn', pretty: false });
  const { url, stop } = await databaseOf(settings, logger);
  // Bypasses the pooler, because a command changes settings of its session.
  const address = settings.database.directUrl ?? url;
  const dataSource = new DataSource(commandDataSourceOptions(address.reveal(), 1));
  try {
    if (prepared) await prepareSchema(settings, url, logger);
    await reaching(settings.database.directSetting, () => dataSource.initialize());
    return await work(new Database(dataSource), dataSource);
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
    await stop();
  }
}
