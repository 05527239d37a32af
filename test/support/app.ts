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
import { type AddressPolicy } from '../../src/routers/router-os/address-policy.js';
import { type Simulator, startSimulator } from 'intasend-simulator';
import { assertAnswersAsDocumented, checkAnswersOf } from './answer-checks.js';
import { createTestDatabase, databaseSettings } from './postgres.js';

/** A server to speak to, wherever it runs, and the stand-in for IntaSend that it asks. */
export interface ServerAt {
  readonly url: string;
  /** Its time stands still until a test moves it: `simulator.control.advance(ms)`. */
  readonly simulator: Simulator;
  get(path: string, headers?: Headers): Test;
  post(path: string, body?: object, headers?: Headers): Test;
}

/** A whole server on a socket, with a database and a stand-in for IntaSend of its own. */
export interface TestApp extends ServerAt {
  readonly nest: NestExpressApplication;
  readonly database: Database;
  /** Every line that the server has logged, as JSON text. */
  readonly logs: readonly string[];
  /** Runs the jobs whose time has come, and resolves when nothing goes on in the background. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}
export type Headers = Readonly<Record<string, string>>;

/** What a test wants to be different. */
export interface TestAppOptions {
  /** Settings by their variable's name. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  /** An existing database, to run several servers on one. */
  readonly databaseUrl?: string;
  /** An existing simulator, shared by several servers. */
  readonly simulator?: Simulator;
  /** Which addresses routers may have, so that a stand-in for one may run on this machine. */
  readonly routerAddresses?: AddressPolicy;
  /** What read priority measures, so that a test can make the process busy. */
  readonly processLoad?: ProcessLoad;
}

/** The same for every server of a test file, so that several can stand on one database. */
const SECRETS = { JWT_SECRET: randomHex(32), ENCRYPTION_KEY: KeyRing.generateKey() };

/**
 * Starts a server as production does, but for where it finds database and IntaSend. Questions to
 * IntaSend are not paced unless a test sets `STATUS_CHECK_MIN_INTERVAL_MS`.
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
    ...(options.processLoad ? { processLoad: options.processLoad } : {}),
    ...(options.routerAddresses ? { routerAddresses: options.routerAddresses } : {}),
  });
  await nest.listen(0, '127.0.0.1');
  const { port } = nest.getHttpServer().address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  if (!options.simulator) {
    simulator.control.setWebhook({ url: `${url}/payments/webhook/`, challenge: null });
  }

  checkAnswersOf(nest.getHttpServer(), () => nest.get(ApiDocument).get());

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
