import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KeyRing } from '../../src/common/crypto/key-ring.js';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { startEmbeddedPostgres } from '../../src/development-packages.js';
import { aFreePort } from '../support/free-ports.js';
import { findFreeradius, type FreeradiusServer } from '../support/freeradius-server.js';
import { type SoakOptions } from './options.js';
import { Program } from './program.js';
import { startRadiusServer } from './radius-server.js';

/** A minute of simulated time is a second, and the server's delays are shortened alike. */
const SPEED = 60;
/** Late enough for the webhook, if there is one, to come first. */
const FIRST_QUESTION_MS = 1_000;
const HOUR_MS = 3_600_000;
const PROVIDER_TIMEOUT_MS = 3_000;
/** How long after a restart of PostgreSQL an answer may still be an error. */
const ECHO_MS = 10_000;

/** The environment of a soak test: a database, the simulators of both providers and servers, each a process. */
export interface SoakEnvironment {
  /** The directory with all logs and data. */
  readonly directory: string;
  /** The URL of the primary itself, not of a pooler, for the audit. */
  readonly databaseUrl: string;
  readonly simulatorUrl: string;
  readonly kopoKopoUrl: string;
  readonly servers: readonly { readonly url: string; readonly program: Program }[];
  /** The RADIUS server; null when nobody logs in. */
  readonly radius: FreeradiusServer | null;
  /** Whether PostgreSQL is being restarted, so that errors are no surprise. */
  isDatabaseAway(): boolean;
  /** Restarts PostgreSQL. @returns false when it is not ours to restart */
  restartDatabase(): Promise<boolean>;
  /** Stops the servers as a deployment does, and then the rest. */
  stop(): Promise<void>;
  /** Deletes the directory. */
  clear(): Promise<void>;
}

const SERVER = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const SIMULATOR = fileURLToPath(new URL('main.js', import.meta.resolve('intasend-simulator')));
const KOPOKOPO = fileURLToPath(new URL('main.js', import.meta.resolve('kopokopo-simulator')));

/** Starts everything and waits until it is ready. */
export async function startEnvironment(
  options: SoakOptions,
  onSurprise: (words: string) => void,
): Promise<SoakEnvironment> {
  const directory = await mkdtemp(join(tmpdir(), 'lipafi-soak-'));
  // The embedded database may run as another user, who must be able to enter.
  await chmod(directory, 0o711);
  const database = await databaseIn(directory);
  const secrets = { JWT_SECRET: randomHex(32), ENCRYPTION_KEY: KeyRing.generateKey() };
  const simulatorPort = String(await aFreePort());
  const simulatorUrl = `http://127.0.0.1:${simulatorPort}`;
  const program = (
    name: string,
    file: string,
    readyWords: string,
    environment: Readonly<Record<string, string>>,
  ): Program =>
    new Program({
      name,
      file,
      readyWords,
      environment: { ...secrets, DATA_DIR: join(directory, 'data'), ...environment },
      logFile: join(directory, `${name}.log`),
      // A server that starts while PostgreSQL is away ends, and is started again.
      onSurprise: (words, wasReady) => {
        if (wasReady || !database.isAway()) onSurprise(words);
      },
    });

  const simulator = program('simulator', SIMULATOR, 'The IntaSend simulator listens on', {
    SIMULATOR_PORT: simulatorPort,
    SIMULATOR_SPEED: String(SPEED),
  });
  await simulator.ready;
  const kopoKopoPort = String(await aFreePort());
  const kopoKopoUrl = `http://127.0.0.1:${kopoKopoPort}`;
  const kopoKopo = program('kopokopo', KOPOKOPO, 'The Kopo Kopo simulator listens on', {
    KOPOKOPO_SIMULATOR_PORT: kopoKopoPort,
    SIMULATOR_SPEED: String(SPEED),
  });
  await kopoKopo.ready;

  const servers: { url: string; program: Program }[] = [];
  for (let number = 1; number <= options.servers; number += 1) {
    const port = String(await aFreePort());
    const url = `http://127.0.0.1:${port}`;
    const settings = serverSettings(options, {
      port,
      url,
      simulatorUrl,
      kopoKopoUrl,
      database: database.settings,
    });
    const server = program(`server-${number}`, SERVER, 'the server is ready', settings);
    await server.ready;
    servers.push({ url, program: server });
  }

  const radius = options.access
    ? await radiusServer(database.directUrl, directory, onSurprise)
    : null;
  return {
    directory,
    databaseUrl: database.directUrl,
    simulatorUrl,
    kopoKopoUrl,
    servers,
    radius,
    isDatabaseAway: database.isAway,
    restartDatabase: database.restart,
    stop: async () => {
      for (const { url, program: server } of servers) {
        const end = await server.stop();
        if (end !== '0') onSurprise(`the server at ${url} did not stop in good order (${end})`);
      }
      await simulator.stop();
      await kopoKopo.stop();
      await radius?.stop();
      await database.stop();
    },
    clear: () => rm(directory, { recursive: true, force: true }),
  };
}

/** The settings of production, but with delays shortened like the simulated time. */
function serverSettings(
  { reconciliation }: SoakOptions,
  where: {
    readonly port: string;
    readonly url: string;
    readonly simulatorUrl: string;
    readonly kopoKopoUrl: string;
    readonly database: Database['settings'];
  },
): Record<string, string> {
  return {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: where.port,
    PUBLIC_URL: where.url,
    ...where.database,
    MIGRATE_ON_START: 'true',
    REGISTRATION: 'open',
    INTASEND_SANDBOX_URL: where.simulatorUrl,
    INTASEND_LIVE_URL: where.simulatorUrl,
    INTASEND_TIMEOUT_MS: String(PROVIDER_TIMEOUT_MS),
    KOPOKOPO_SANDBOX_URL: where.kopoKopoUrl,
    KOPOKOPO_LIVE_URL: where.kopoKopoUrl,
    KOPOKOPO_TIMEOUT_MS: String(PROVIDER_TIMEOUT_MS),
    UNVERIFIABLE_EXPIRY_HOURS: '0.01',
    STATUS_CHECK_MIN_INTERVAL_MS: '200',
    RECONCILE_FIRST_DELAY_MS: String(reconciliation ? FIRST_QUESTION_MS : HOUR_MS),
    PROMPT_EXPIRY_MINUTES: String(15 / SPEED),
    LINK_EXPIRY_HOURS: '0.01',
    JWT_ACCESS_TTL: '12h',
    RATE_LIMIT_SCALE: '0',
    LOG_LEVEL: 'info',
  };
}

/** A database, and the settings of servers that use it. */
interface Database {
  readonly directUrl: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly isAway: () => boolean;
  readonly restart: () => Promise<boolean>;
  readonly stop: () => Promise<void>;
}

const DATABASE_SETTINGS = ['DATABASE_URL', 'DATABASE_DIRECT_URL', 'DATABASE_REPLICA_URL'];

/** The database in the environment variables, or a new one that is deleted afterwards. */
async function databaseIn(directory: string): Promise<Database> {
  const given = Object.fromEntries(
    DATABASE_SETTINGS.map((name) => [name, process.env[name] ?? ''] as const),
  );
  const { DATABASE_URL: url = '', DATABASE_DIRECT_URL: directUrl = '' } = given;
  if (url !== '') {
    return {
      directUrl: directUrl || url,
      settings: given,
      isAway: () => false,
      restart: () => Promise.resolve(false),
      stop: () => Promise.resolve(),
    };
  }
  const options = {
    dataDir: join(directory, 'database'),
    durable: false,
    // It is restarted at the same port.
    port: await aFreePort(),
  };
  let embedded = await startEmbeddedPostgres(options);
  let restarts = 0;
  return {
    directUrl: embedded.url,
    settings: { DATABASE_URL: embedded.url },
    isAway: () => restarts > 0,
    restart: async () => {
      restarts += 1;
      await embedded.stop();
      embedded = await startEmbeddedPostgres(options);
      // Answers to requests of that time may take a moment more.
      setTimeout(() => (restarts -= 1), ECHO_MS);
      return true;
    },
    stop: () => embedded.stop(),
  };
}

async function radiusServer(
  databaseUrl: string,
  directory: string,
  onSurprise: (words: string) => void,
): Promise<FreeradiusServer> {
  const program = findFreeradius();
  if (!program) throw new Error('There is no FreeRADIUS.');
  return startRadiusServer(program, databaseUrl, join(directory, 'radius.log'), onSurprise);
}
