import { type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { type AppOptions } from './app.module.js';
import { type Secret } from './common/crypto/secret.js';
import { Draining } from './common/http/draining.js';
import { type Logger } from './common/logging/logger.js';
import { type Settings } from './config/settings.js';
import { dataSourceOptions } from './database/data-source.js';
import { reaching } from './database/reach-database.js';
import { ShutdownState } from './health/shutdown-state.js';
import { databaseOf, prepareSchema } from './prepare-database.js';
import { listening } from './start-refused.js';

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
 * @param options the addresses that routers may have, so that the demo can simulate one here
 * @throws Error with one clear sentence when the database is unreachable or not migrated
 */
export async function startServer(
  settings: Settings,
  logger: Logger,
  options: Pick<AppOptions, 'routerAddresses'> = {},
): Promise<RunningServer> {
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
    // Imported here, so that a start without a usable database fails fast.
    const { createApplication } = await import('./application.js');
    const app = await createApplication({ ...options, settings, databaseUrl, logger });
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

const shownHost = (host: string): string => {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
};
