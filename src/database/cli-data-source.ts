import { DataSource } from 'typeorm';
import { loadSettings } from '../config/settings.js';
import { startEmbeddedPostgres } from '../development-packages.js';
import { commandDataSourceOptions } from './data-source.js';

const { database, dataDir } = loadSettings();
const url = database.directUrl ?? database.url;
// An embedded server stops with the process: TypeORM's command line ends it without a callback.
const address = url ? url.reveal() : (await startEmbeddedPostgres({ dataDir })).url;

/** The database of the settings, for TypeORM's own command line (`npm run migration:generate`). */
export default new DataSource(commandDataSourceOptions(address, 1));
