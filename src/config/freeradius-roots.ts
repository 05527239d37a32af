import { join, resolve } from 'node:path';

const DEFAULT_DATA_DIR = '.data';

/**
 * The folders where packages of FreeRADIUS may be unpacked: FREERADIUS_ROOT, and the one of
 * `npm run radius` in DATA_DIR. For programs that use no other setting.
 */
export function freeradiusRoots(environment: NodeJS.ProcessEnv = process.env): string[] {
  const root = environment['FREERADIUS_ROOT'] ?? '';
  const dataDir = resolve(environment['DATA_DIR'] ?? DEFAULT_DATA_DIR);
  return [...(root === '' ? [] : [root]), join(dataDir, 'freeradius')];
}
