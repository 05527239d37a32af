import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL, URL } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Imports a source file as compiled by the global set-up, or an installed module.
 *
 * @param {string} file the path of the source
 * @returns {Promise<Record<string, unknown>>} its exports
 */
export function loadNatively(file) {
  const path = relative(ROOT, file);
  if (path.startsWith('node_modules/')) return import(pathToFileURL(file).href);
  const compiled = path.replace(/^(packages\/[^/]+)\/src\//, '$1/dist/').replace(/\.ts$/, '.js');
  return import(pathToFileURL(join(process.env['LIPAFI_TEST_BUILD'] ?? '', compiled)).href);
}
