/**
 * Builds the script and the style of the pages with Vite, and writes them as strings into
 * src/assets.ts, which is kept in the repository: types are checked, and tests run, without a
 * build. Does nothing while the sources are those of the last build. `--print` builds in any case,
 * and prints instead of writing.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';

const CLIENT = join(import.meta.dirname, 'client');
const OUTPUT = join(import.meta.dirname, 'src', 'assets.ts');

/**
 * The oldest syntax that browsers of captive portals are expected to know. A script with a newer one
 * would not run at all, and leave a page without refresh, because scripts are on.
 */
const SCRIPT_TARGET = 'es2015';
const STYLE_TARGET = ['chrome61', 'safari11', 'ios11', 'firefox52'];

/** What the output depends on, as a short hash. */
function sourceHash() {
  const { version } = createRequire(import.meta.url)('vite/package.json');
  const hash = createHash('sha256').update(version);
  for (const name of readdirSync(CLIENT).toSorted()) {
    hash.update(`${name}\n`).update(readFileSync(join(CLIENT, name)));
  }
  return hash
    .update(readFileSync(import.meta.filename))
    .digest('hex')
    .slice(0, 16);
}

/** Builds script and style, and returns the text of src/assets.ts. */
async function buildAssets() {
  const script = await bundle('main.ts');
  const style = await bundle('style.css');
  return [
    `// Made by build-assets.js from client/ (${sourceHash()}). Do not edit.`,
    '',
    '/** The script of every page: plain JavaScript of ES2015. */',
    `export const SCRIPT = ${JSON.stringify(script)};`,
    '',
    '/** The style of every page. */',
    `export const STYLE = ${JSON.stringify(style)};`,
    '',
  ].join('\n');
}

async function bundle(entry) {
  const { build } = await import('vite');
  const isStyle = entry.endsWith('.css');
  const { output } = await build({
    root: CLIENT,
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      target: SCRIPT_TARGET,
      cssTarget: STYLE_TARGET,
      modulePreload: false,
      rolldownOptions: { input: join(CLIENT, entry), output: { format: isStyle ? 'es' : 'iife' } },
    },
  });
  const file = output.find(({ fileName }) => fileName.endsWith(isStyle ? '.css' : '.js'));
  return (isStyle ? file.source : file.code).trim();
}

async function main() {
  if (process.argv[2] === '--print') {
    process.stdout.write(await buildAssets());
    return;
  }
  const isCurrent = readFileSync(OUTPUT, { encoding: 'utf8', flag: 'a+' }).includes(sourceHash());
  if (!isCurrent) writeFileSync(OUTPUT, await buildAssets());
}

await main();
