import { describe } from '@jest/globals';
import { type Secret } from '../../src/common/crypto/secret.js';
import {
  asRadiusRole as asRoleWith,
  findFreeradius,
  FreeradiusServer,
} from './freeradius-server.js';
import { TEST_RADIUS_PASSWORD } from './test-server.js';

/** FreeRADIUS on free ports of 127.0.0.1, with the configuration in `ops/freeradius`. */
export interface TestFreeradius {
  readonly ports: { readonly auth: number; readonly acct: number };
  /** Its log so far. */
  log(): string;
  stop(): Promise<void>;
}

/** FreeRADIUS below FREERADIUS_ROOT, or the installed one; null when there is none. */
export const freeradiusProgram = findFreeradius();

/** Skips the tests, with a message, where there is no FreeRADIUS. In CI they fail instead. */
export const describeWithFreeradius =
  freeradiusProgram || process.env['CI'] ? describe : describe.skip;
if (!freeradiusProgram) {
  process.stderr.write('No FreeRADIUS found (see FREERADIUS_ROOT): its tests are left out.\n');
}

/** Starts FreeRADIUS on a test database and waits until it is ready. */
export async function startTestFreeradius(
  databaseUrl: string,
  options: { readonly clientLifetimeS?: number } = {},
): Promise<TestFreeradius> {
  if (!freeradiusProgram) throw new Error('There is no FreeRADIUS: set FREERADIUS_ROOT');
  let log = '';
  const server = await FreeradiusServer.start({
    program: freeradiusProgram,
    databaseUrl: asRadiusRole(databaseUrl),
    log: (text) => (log += text),
    ...options,
  });
  return { ports: server.ports, log: () => log, stop: () => server.stop() };
}

/** The URL of the same database for the role of the RADIUS server. */
export const asRadiusRole = (databaseUrl: string): Secret =>
  asRoleWith(databaseUrl, TEST_RADIUS_PASSWORD);
