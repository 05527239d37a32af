import { type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { createApplication } from './application.js';
import { Secret } from './common/crypto/secret.js';
import { Draining } from './common/http/draining.js';
import { type Logger } from './common/logging/logger.js';
import { type Settings } from './config/settings.js';
import { dataSourceOptions } from './database/data-source.js';
import { pendingMigrations, runMigrations } from './database/migrate.js';
import { type DatabaseSetting, reaching } from './database/reach-database.js';
import { startEmbeddedPostgres } from './development-packages.js';
import { ShutdownState } from './health/shutdown-state.js';
import { listening, StartRefused } from './start-refused.js';

/** A running server. */
export interface RunningServer {
  /** Its URL, without a trailing slash. */
  readonly url: string;
  /** Completes running requests, then closes the port, the connections and the embedded database. */
  stop(): Promise<void>;
}

/**
 * Starts the embedded database if no other is set, applies migrations if the settings say so, and
 * listens. A worker process (`WORKER_MODE` is `only`) answers health checks and metrics only.
 *
 * @throws Error with one clear sentence when the database is unreachable or not migrated
 */
export async function startServer(settings: Settings, logger: Logger): Promise<RunningServer> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const step of stops.splice(0).reverse()) await step();
  };
  try {
    if (settings.tracesUrl !== undefined) stops.push(await traced(settings.tracesUrl));
    const database = await databaseOf(settings, logger);
    stops.push(database.stop);
    const databaseUrl = database.url;
    await prepareSchema(settings, databaseUrl, logger);
    if (settings.database.directSetting === 'DATABASE_DIRECT_URL') await tryOut(databaseUrl);
    const app = await createApplication({ settings, databaseUrl, logger });
    stops.push(() => app.close());
    await listening({ port: 'PORT', host: 'HOST' }, () =>
      app.listen(settings.server.port, settings.server.host),
    );
    // The first steps of stopping: load balancers are told and get time to use another server, then
    // new requests are refused while running ones continue.
    stops.push(async () => {
      app.get(ShutdownState).begin();
      await delay(settings.server.shutdownDelayMs);
      app.get(Draining).begin(app.getHttpServer());
    });
    const { port } = app.getHttpServer().address() as AddressInfo;
    return { url: `http://${shownHost(settings.server.host)}:${port}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Starts tracing, which most servers do not use, and returns a function that stops it. */
async function traced(endpoint: string): Promise<() => Promise<void>> {
  const { exportSpans } = await import('./common/tracing/export-spans.js');
  return exportSpans(endpoint);
}

/** Connects once through the pooler, so that a wrong URL is reported at the start. */
async function tryOut(databaseUrl: Secret): Promise<void> {
  const dataSource = new DataSource(dataSourceOptions(databaseUrl.reveal(), 1));
  await reaching('DATABASE_URL', () => dataSource.initialize());
  await dataSource.destroy();
}

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
  const dataSource = new DataSource(dataSourceOptions(directUrl.reveal(), 2));
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

const NOT_ALLOWED = ['42501', '25006'];

/**
 * Does what only some users of a database may do.
 *
 * @throws StartRefused when this user may not, or the database can only be read
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

const shownHost = (host: string): string => {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
};
