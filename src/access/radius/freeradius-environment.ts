import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Secret } from '../../common/crypto/secret.js';

/** The values in the configuration of FreeRADIUS. */
export interface FreeradiusSettings {
  readonly databaseUrl: Secret;
  /** The IPv4 address that it listens on. */
  readonly bind: string;
  readonly authPort: number;
  readonly acctPort: number;
  /** The folder of its modules. */
  readonly libDir: string;
  /** A folder of its own, with a copy of the configuration. */
  readonly runDir: string;
}

/** FreeRADIUS cannot be started with these settings. The message contains no value. */
export class FreeradiusSettingsError extends Error {
  override readonly name = 'FreeradiusSettingsError';
}

// A router stops waiting for an answer after a few seconds, so a login must not wait longer for the
// database.
const STATEMENT_TIMEOUT_MS = 1_500;
const CONNECT_TIMEOUT_S = 2;

/** FreeRADIUS reads these values from quoted text, in which other characters have a meaning. */
const PLAIN = /^[\w.~-]+$/;
const HOST = /^[\w.:/-]+$/;

/** The variables that the files in `ops/freeradius/config` read. */
export function freeradiusEnvironment(settings: FreeradiusSettings): Record<string, string> {
  const url = new URL(settings.databaseUrl.reveal());
  const host = url.searchParams.get('host') ?? url.hostname;
  const parts = {
    RADIUS_DB_HOST: host,
    RADIUS_DB_PORT: url.port === '' ? '5432' : url.port,
    RADIUS_DB_USER: decodeURIComponent(url.username),
    RADIUS_DB_PASSWORD: decodeURIComponent(url.password),
  };
  const database = decodeURIComponent(url.pathname.slice(1));
  const sslMode = url.searchParams.get('sslmode');
  const isPlain =
    HOST.test(host) &&
    [parts.RADIUS_DB_USER, parts.RADIUS_DB_PASSWORD, database, sslMode ?? 'prefer'].every((text) =>
      PLAIN.test(text),
    );
  if (!isPlain) {
    throw new FreeradiusSettingsError(
      'RADIUS_DATABASE_URL needs a user, a password and a database of letters, digits and . _ ~ - only.',
    );
  }
  return {
    ...parts,
    RADIUS_DB_CONNINFO: [
      `dbname=${database}`,
      `connect_timeout=${CONNECT_TIMEOUT_S}`,
      ...(sslMode === null ? [] : [`sslmode=${sslMode}`]),
      `options='-c statement_timeout=${STATEMENT_TIMEOUT_MS}'`,
    ].join(' '),
    RADIUS_BIND: settings.bind,
    RADIUS_AUTH_PORT: String(settings.authPort),
    RADIUS_ACCT_PORT: String(settings.acctPort),
    RADIUS_LIB_DIR: settings.libDir,
    RADIUS_RUN_DIR: settings.runDir,
    RADIUS_CONFIG_DIR: settings.runDir,
  };
}

/** How long FreeRADIUS caches the secret of a router, in seconds. */
export const CLIENT_LIFETIME_S = 300;

/**
 * The content of `clients.conf`: routers may be in these networks, and SQL returns the secret of
 * each.
 */
export const clientsFile = (networks: readonly string[], lifetimeS = CLIENT_LIFETIME_S): string =>
  networks
    .map(
      (network, index) =>
        `client network_${index} {\n\tipaddr = ${network}\n\tdynamic_clients = routers\n\tlifetime = ${lifetimeS}\n}\n`,
    )
    .join('');

/** The variables that the configuration in a folder uses. */
export function variablesIn(folder: string): string[] {
  const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  const names = texts.flatMap((text) => [...text.matchAll(/\$ENV\{(\w+)\}/g)]);
  return [...new Set(names.map(([, name = '']) => name))].sort();
}

/**
 * FreeRADIUS reads a missing variable as empty, and starts.
 * @throws FreeradiusSettingsError naming the variables that are missing or empty
 */
export function checkVariables(
  folder: string,
  environment: Readonly<Record<string, string>>,
): void {
  const missing = variablesIn(folder).filter((name) => (environment[name] ?? '') === '');
  if (missing.length > 0) {
    throw new FreeradiusSettingsError(
      `The configuration of FreeRADIUS reads variables that are not set: ${missing.join(', ')}.`,
    );
  }
}
