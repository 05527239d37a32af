/**
 * Builds the dashboard into dist/: the types of the API, the bundle, and each file compressed, as
 * the server sends it. Does nothing while the sources are those of the last build.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { generateClient } from './generate-client.js';

const ROOT = import.meta.dirname;
const DIST = join(ROOT, 'dist');
const BUILT_FROM = join(DIST, 'built-from');
const SOURCES = ['build.js', 'index.html', 'package.json', 'vite.config.js'];
/** Smaller files do not become smaller. */
const MIN_COMPRESSED_BYTES = 200;

/** What the output depends on, as a short hash. Types do not change it, so the API is left out. */
function sourceHash() {
  const hash = createHash('sha256').update(
    readFileSync(join(ROOT, '..', '..', 'package-lock.json')),
  );
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/(?:[.-]spec\.ts|openapi\.ts)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  for (const file of [...SOURCES.map((name) => join(ROOT, name)), ...files].toSorted()) {
    hash.update(`${file.slice(ROOT.length)}\n`).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Writes a brotli and a gzip copy beside each file. */
async function compress(folder) {
  const compressors = {
    br: (bytes) =>
      promisify(brotliCompress)(bytes, {
        params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY },
      }),
    gz: (bytes) => promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }),
  };
  await Promise.all(
    readdirSync(folder).map(async (name) => {
      const bytes = readFileSync(join(folder, name));
      if (bytes.length < MIN_COMPRESSED_BYTES) return;
      for (const [ending, compressed] of Object.entries(compressors)) {
        writeFileSync(join(folder, `${name}.${ending}`), await compressed(bytes));
      }
    }),
  );
}

await generateClient();
const hash = sourceHash();
if (!existsSync(BUILT_FROM) || readFileSync(BUILT_FROM, 'utf8') !== hash) {
  // Whoever starts the build may be a test, which must not get React's slow development version.
  process.env['NODE_ENV'] = 'production';
  const { build } = await import('vite');
  await build({ mode: 'production', configFile: join(ROOT, 'vite.config.js') });
  await compress(join(DIST, 'assets'));
  // Last, so that an interrupted build is not taken for a whole one.
  writeFileSync(BUILT_FROM, hash);
}
