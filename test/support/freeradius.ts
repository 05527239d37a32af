import { describe } from '@jest/globals';
import { once } from 'node:events';
import { createSocket } from 'node:dgram';
import { Secret } from '../../src/common/crypto/secret.js';
import { startFreeradius } from '../../src/access/radius/freeradius.js';
import {
  type FreeradiusProgram,
  installedFreeradius,
  unpackedFreeradius,
} from '../../src/access/radius/freeradius-program.js';
import { RADIUS_ROLE } from '../../src/access/radius/radius-role.js';
import { TEST_RADIUS_PASSWORD } from './test-server.js';

/** FreeRADIUS on free ports of 127.0.0.1, with the configuration in `ops/freeradius`. */
export interface TestFreeradius {
  readonly ports: { readonly auth: number; readonly acct: number };
  /** Its log so far. */
  log(): string;
  stop(): Promise<void>;
}

const root = process.env['FREERADIUS_ROOT'] ?? '';

/** FreeRADIUS below FREERADIUS_ROOT, or the installed one; null when there is none. */
export const freeradiusProgram: FreeradiusProgram | null =
  root === '' ? installedFreeradius() : unpackedFreeradius(root);

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
  const [auth, acct] = [await freeUdpPort(), await freeUdpPort()];
  const { process: child, ended } = await startFreeradius({
    program: freeradiusProgram,
    databaseUrl: asRadiusRole(databaseUrl),
    bind: '127.0.0.1',
    authPort: auth,
    acctPort: acct,
    clients: ['127.0.0.0/8'],
    configDir: 'ops/freeradius/config',
    stdio: 'pipe',
    ...options,
  });
  let log = '';
  const ready = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        log += text;
        if (log.includes('Ready to process requests')) resolve();
      });
    }
    void ended.then((status) => {
      reject(new Error(`FreeRADIUS ended with ${status}:\n${log}`));
    }, reject);
  });
  await ready;
  return {
    ports: { auth, acct },
    log: () => log,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** The URL of the same database for the role of the RADIUS server. */
export function asRadiusRole(databaseUrl: string): Secret {
  const url = new URL(databaseUrl);
  url.username = RADIUS_ROLE;
  url.password = TEST_RADIUS_PASSWORD;
  return new Secret(url.href);
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}
