import 'reflect-metadata';
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { withCommandDatabase } from '../../command-database.js';
import { Secret } from '../../common/crypto/secret.js';
import { createLogger } from '../../common/logging/logger.js';
import { developmentSecret } from '../../config/development-secrets.js';
import { loadSettings, type Settings } from '../../config/settings.js';
import { databaseOf } from '../../prepare-database.js';
import { startFreeradius } from './freeradius.js';
import {
  type FreeradiusProgram,
  installedFreeradius,
  unpackedFreeradius,
} from './freeradius-program.js';
import { ensureRadiusRole, RADIUS_ROLE } from './radius-role.js';

const USAGE = `Usage: cli.js <command>
  role    create the database role ${RADIUS_ROLE}, or set its password, and let it call the functions
          of the RADIUS server; may be repeated
  check   check the configuration of FreeRADIUS
  start   run FreeRADIUS in the foreground; in development, on the development database`;

const OPS = resolve('ops/freeradius');

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const complain = (line: string): void => void process.stderr.write(`${line}\n`);

async function main([command, ...rest]: readonly string[]): Promise<number> {
  if (rest.length > 0) return misused();
  switch (command) {
    case 'role':
      return createRole(loadSettings());
    case 'check':
      return run(loadSettings(), true);
    case 'start':
      return run(loadSettings(), false);
    case undefined:
    default:
      return misused();
  }
}

function misused(): number {
  complain(USAGE);
  return 2;
}

async function createRole(settings: Settings): Promise<number> {
  const password = rolePassword(settings);
  await withCommandDatabase(settings, (database) => ensureRadiusRole(database, password), {
    prepared: true,
  });
  say(`The role ${RADIUS_ROLE} may call the functions of the RADIUS server.`);
  return 0;
}

/** The password in RADIUS_DATABASE_URL; in development one that is stored in DATA_DIR. */
function rolePassword({ radius, environment, dataDir }: Settings): Secret {
  if (radius.databaseUrl === undefined) {
    if (environment === 'production') throw new Error('RADIUS_DATABASE_URL is required here.');
    return developmentSecret(dataDir, 'RADIUS_PASSWORD');
  }
  const url = new URL(radius.databaseUrl.reveal());
  if (decodeURIComponent(url.username) !== RADIUS_ROLE || url.password === '') {
    throw new Error(`RADIUS_DATABASE_URL must name the user ${RADIUS_ROLE} and a password.`);
  }
  return new Secret(decodeURIComponent(url.password));
}

async function run(settings: Settings, checkOnly: boolean): Promise<number> {
  const { radius, environment } = settings;
  if (environment === 'production' && (!radius.databaseUrl || radius.bind === undefined)) {
    throw new Error('RADIUS_DATABASE_URL and RADIUS_BIND are required in production.');
  }
  const program = findProgram(settings);
  const { databaseUrl, stop } = await databaseFor(settings);
  try {
    const { authPort, acctPort, clients, bind = '127.0.0.1' } = radius;
    const started = await startFreeradius({
      program,
      databaseUrl,
      bind,
      authPort,
      acctPort,
      clients,
      configDir: join(OPS, 'config'),
      checkOnly,
      stdio: 'inherit',
    });
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => started.process.kill('SIGTERM'));
    }
    return await started.ended;
  } finally {
    await stop();
  }
}

/** The database URL for FreeRADIUS. In development the role is created first. */
async function databaseFor(
  settings: Settings,
): Promise<{ readonly databaseUrl: Secret; readonly stop: () => Promise<void> }> {
  if (settings.radius.databaseUrl) {
    return { databaseUrl: settings.radius.databaseUrl, stop: () => Promise.resolve() };
  }
  // Stays open while FreeRADIUS runs: an embedded database stops with the last process that uses
  // it.
  const { url, stop } = await databaseOf(settings, createLogger({ level: 'warn', pretty: false }));
  await createRole(settings);
  const address = new URL((settings.database.directUrl ?? url).reveal());
  address.username = RADIUS_ROLE;
  address.password = rolePassword(settings).reveal();
  return { databaseUrl: new Secret(address.href), stop };
}

/**
 * Finds FreeRADIUS in FREERADIUS_ROOT or an installed one; in development it may also be unpacked
 * in DATA_DIR.
 */
function findProgram({ radius, environment, dataDir }: Settings): FreeradiusProgram {
  if (radius.freeradiusRoot !== undefined) {
    const given = unpackedFreeradius(radius.freeradiusRoot);
    if (given) return given;
    throw new Error('There is no FreeRADIUS with rlm_sql_postgresql below FREERADIUS_ROOT.');
  }
  const installed = installedFreeradius();
  if (installed) return installed;
  if (environment !== 'production') {
    const root = join(dataDir, 'freeradius');
    const unpacked = unpackedFreeradius(root) ?? unpack(root);
    if (unpacked) return unpacked;
  }
  throw new Error(
    'FreeRADIUS is not installed: install the packages freeradius and freeradius-postgresql.',
  );
}

function unpack(root: string): FreeradiusProgram | null {
  say(`FreeRADIUS is not installed; its Debian packages are unpacked in ${root}.`);
  const { status } = spawnSync(join(OPS, 'unpack.sh'), [root], { stdio: 'inherit' });
  return status === 0 ? unpackedFreeradius(root) : null;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  complain(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
