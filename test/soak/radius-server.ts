import { createWriteStream } from 'node:fs';
import { type FreeradiusProgram } from '../../src/access/radius/freeradius-program.js';
import { asRadiusRole, FreeradiusServer } from '../support/freeradius-server.js';
import { createRadiusRole } from '../support/radius-role.js';

/** Creates the database role, and starts FreeRADIUS, with its log in a file. */
export async function startRadiusServer(
  program: FreeradiusProgram,
  databaseUrl: string,
  logFile: string,
  onSurprise: (words: string) => void,
): Promise<FreeradiusServer> {
  const log = createWriteStream(logFile, { flags: 'a' });
  return FreeradiusServer.start({
    program,
    databaseUrl: asRadiusRole(databaseUrl, await createRadiusRole(databaseUrl)),
    log: (text) => log.write(text),
    onEnd: (status) => {
      onSurprise(`FreeRADIUS ended by itself (${status})`);
    },
  });
}
