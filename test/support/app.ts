import { type NestExpressApplication } from '@nestjs/platform-express';
import { type AddressInfo } from 'node:net';
import request, { type Test } from 'supertest';
import { createApplication } from '../../src/application.js';
import { BackgroundWork } from '../../src/common/background-work.js';
import { type Clock, SystemClock } from '../../src/common/clock.js';
import { KeyRing } from '../../src/common/crypto/key-ring.js';
import { Secret } from '../../src/common/crypto/secret.js';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { type ProcessLoad } from '../../src/common/sales-bulkhead.js';
import { createLogger } from '../../src/common/logging/logger.js';
import { loadSettings } from '../../src/config/settings.js';
import { Database } from '../../src/database/database.js';
import { ApiDocument } from '../../src/docs/api-document.js';
import { WorkerService } from '../../src/jobs/worker.service.js';
import { type ProviderDefinition } from '../../src/providers/payment-provider.js';
import { type AddressPolicy } from '../../src/routers/router-os/address-policy.js';
import { type Simulator, startSimulator } from 'intasend-simulator';
import { assertAnswersAsDocumented, checkAnswersOf } from './answer-checks.js';
import { createTestDatabase, databaseSettings } from './postgres.js';

/** A running server and the IntaSend simulator that it uses. */
export interface ServerAt {
  readonly url: string;
  /** Its time moves only when a test moves it: `simulator.control.advance(ms)`. */
  readonly simulator: Simulator;
  get(path: string, headers?: Headers): Test;
  post(path: string, body?: object, headers?: Headers): Test;
}

/** A complete server on a socket, with its own database and simulator. */
export interface TestApp extends ServerAt {
  readonly nest: NestExpressApplication;
  readonly database: Database;
  /** Every log line of the server, as JSON text. */
  readonly logs: readonly string[];
  /** Runs all due jobs, and resolves when no background work is left. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}
export type Headers = Readonly<Record<string, string>>;

/** How a server of a test differs from the default. */
export interface TestAppOptions {
  /** Settings by variable name. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  /** An existing database, to run several servers on one. */
  readonly databaseUrl?: string;
  /** An existing simulator, shared by several servers. */
  readonly simulator?: Simulator;
  /** The addresses that routers may have, so that a fake router can run on this machine. */
  readonly routerAddresses?: AddressPolicy;
  /** The load that read priority measures, so that a test can make the process busy. */
  readonly processLoad?: ProcessLoad;
  /** The payment providers, when others are wanted than those of production. */
  readonly providers?: readonly ProviderDefinition[];
}

/** Nothing listens there: a test that sells through Kopo Kopo sets its own address. */
const NOWHERE = 'http://127.0.0.1:9';

/** The same for all servers of a test file, so that several can share a database. */
const SECRETS = { JWT_SECRET: randomHex(32), ENCRYPTION_KEY: KeyRing.generateKey() };

/**
 * Starts a server as in production, except for its database and IntaSend. Questions to IntaSend
 * have no minimum interval unless a test sets `STATUS_CHECK_MIN_INTERVAL_MS`.
 */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const own = options.databaseUrl === undefined ? await createTestDatabase() : null;
  const simulator = options.simulator ?? (await startSimulator({ port: 0, speed: 0 }));
  const databaseUrl = options.databaseUrl ?? own?.url ?? '';
  const settings = loadSettings({
    NODE_ENV: 'test',
    ...databaseSettings(databaseUrl),
    DATABASE_POOL_SIZE: '8',
    ...SECRETS,
    INTASEND_SANDBOX_URL: simulator.url,
    INTASEND_LIVE_URL: simulator.url,
    INTASEND_TIMEOUT_MS: '2000',
    KOPOKOPO_SANDBOX_URL: NOWHERE,
    KOPOKOPO_LIVE_URL: NOWHERE,
    KOPOKOPO_TIMEOUT_MS: '2000',
    STATUS_CHECK_MIN_INTERVAL_MS: '0',
    WORKER_MODE: 'off',
    RATE_LIMIT_SCALE: '0',
    LOG_LEVEL: 'debug',
    ...options.settings,
  });
  const logs: string[] = [];
  const logger = createLogger(
    { level: settings.logLevel, pretty: false },
    { write: (line) => void logs.push(line) },
  );
  const nest = await createApplication({
    settings,
    databaseUrl: settings.database.url ?? new Secret(databaseUrl),
    logger,
    clock: options.clock ?? new SystemClock(),
    ...(options.providers ? { providers: options.providers } : {}),
    ...(options.processLoad ? { processLoad: options.processLoad } : {}),
    ...(options.routerAddresses ? { routerAddresses: options.routerAddresses } : {}),
  });
  await nest.listen(0, '127.0.0.1');
  const { port } = nest.getHttpServer().address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  if (!options.simulator) {
    simulator.control.setWebhook({ url: `${url}/payments/webhook/`, challenge: null });
  }

  // The document describes the providers of production.
  if (!options.providers) checkAnswersOf(nest.getHttpServer(), () => nest.get(ApiDocument).get());

  const background = nest.get(BackgroundWork);
  const worker = nest.get(WorkerService, { strict: false });
  return {
    url,
    nest,
    database: nest.get(Database),
    simulator,
    logs,
    get: (path, headers = {}) => request(url).get(path).set(headers),
    post: (path, body = {}, headers = {}) => request(url).post(path).set(headers).send(body),
    idle: async () => {
      await background.drained();
      await worker.runDueJobs();
    },
    stop: async () => {
      await nest.close();
      if (!options.simulator) await simulator.stop();
      await own?.drop();
      assertAnswersAsDocumented();
    },
  };
}
