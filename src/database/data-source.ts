import { type DataSourceOptions } from 'typeorm';
import { MIGRATIONS } from '../../migrations/index.js';
import { CONNECT_TIMEOUT_MS, maxAnswerMs, POOL_OPTIONS } from './connections.js';
import { ENTITIES } from './entities.js';

/** Server-side limits for statements, lock waits and idle transactions, in ms. */
const STATEMENT_TIMEOUT_MS = 10_000;
const LOCK_TIMEOUT_MS = 5_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000;

/**
 * The options of the data source of a server. `synchronize` is never used; only migrations change the
 * schema.
 */
export function dataSourceOptions(url: string, poolSize = 10): DataSourceOptions {
  return optionsWith(url, poolSize, { query_timeout: maxAnswerMs(STATEMENT_TIMEOUT_MS) });
}

/**
 * The same for migrations and other commands. They set their own limits in PostgreSQL, so an answer may
 * take as long as it wants; whoever runs them sees when it takes too long.
 */
export function commandDataSourceOptions(url: string, poolSize: number): DataSourceOptions {
  return optionsWith(url, poolSize, {});
}

function optionsWith(
  url: string,
  poolSize: number,
  limits: { readonly query_timeout?: number },
): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    poolSize,
    applicationName: 'lipafi',
    entities: [...ENTITIES],
    migrations: [...MIGRATIONS],
    migrationsTableName: 'schema_migrations',
    migrationsTransactionMode: 'each',
    synchronize: false,
    installExtensions: false,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    extra: {
      ...POOL_OPTIONS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      lock_timeout: LOCK_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
      ...limits,
    },
  };
}
