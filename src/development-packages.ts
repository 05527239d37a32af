import type * as EmbeddedPostgresServer from 'embedded-postgres-server';
import type * as IntaSendSimulator from 'intasend-simulator';
import type * as KopoKopoSimulator from 'kopokopo-simulator';
import type * as RouterSimulator from 'router-simulator';
import { StartRefused } from './start-refused.js';

type Embedded = EmbeddedPostgresServer.EmbeddedPostgres;
type EmbeddedOptions = Omit<EmbeddedPostgresServer.EmbeddedPostgresOptions, 'name' | 'advice'>;

/**
 * Loads the IntaSend simulator, a package of this repository. It is imported on demand, because a
 * production install does not have it.
 *
 * @throws Error with one clear sentence when it is not installed
 */
export function loadSimulator(): Promise<typeof IntaSendSimulator> {
  return import('intasend-simulator').catch((error: unknown) => {
    throw explained(error, 'The IntaSend simulator is not installed: set SIMULATOR=off');
  });
}

/**
 * Loads the Kopo Kopo simulator, which is imported like that of IntaSend.
 *
 * @throws Error with one clear sentence when it is not installed
 */
export function loadKopoKopoSimulator(): Promise<typeof KopoKopoSimulator> {
  return import('kopokopo-simulator').catch((error: unknown) => {
    throw explained(error, 'The Kopo Kopo simulator is not installed: set SIMULATOR=off');
  });
}

/**
 * Loads the simulator of routers, which is imported like that of IntaSend.
 *
 * @throws Error with one clear sentence when it is not installed
 */
export function loadRouterSimulator(): Promise<typeof RouterSimulator> {
  return import('router-simulator').catch((error: unknown) => {
    throw explained(error, 'The router simulator is not installed: leave the router out');
  });
}

/**
 * Starts the embedded PostgreSQL, which is imported like the simulator.
 *
 * @throws StartRefused when it is not installed or cannot be started
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<Embedded> {
  const embedded = await import('embedded-postgres-server').catch((error: unknown) => {
    throw explained(error, 'The embedded PostgreSQL is not installed: set DATABASE_URL');
  });
  try {
    return await embedded.startEmbeddedPostgres({
      ...options,
      name: 'lipafi',
      advice: 'To use a PostgreSQL of your own instead, set DATABASE_URL.',
    });
  } catch (error) {
    if (!(error instanceof embedded.EmbeddedPostgresError)) throw error;
    throw new StartRefused(refusalOf(error, options.dataDir), { cause: error });
  }
}

/** The package names paths, and here the folder's is the value of a setting. */
function refusalOf(error: Error, dataDir: string): string {
  const code = fileErrorIn(dataDir, error);
  if (code !== undefined) {
    return `The folder of DATA_DIR cannot be read and written (${code}): set another one, or DATABASE_URL.`;
  }
  return error.message.replaceAll(dataDir, 'DATA_DIR');
}

/** The code of the system's error about a file in this folder, if that is the cause. */
function fileErrorIn(folder: string, error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, path } = error as NodeJS.ErrnoException;
  if (path?.startsWith(folder) === true) return code;
  return fileErrorIn(folder, error.cause);
}

function explained(error: unknown, sentence: string): unknown {
  const isMissing =
    error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
  if (!isMissing) return error;
  const remedy = 'or run "npm ci && npm run build" without leaving out development packages';
  return new StartRefused(`${sentence}, ${remedy}.`, { cause: error });
}
