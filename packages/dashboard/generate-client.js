/**
 * Writes the types of the API from docs/openapi.json into src/api/openapi.ts, which git ignores.
 * Does nothing while the document is that of the last time.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const DOCUMENT = join(import.meta.dirname, '..', '..', 'docs', 'openapi.json');
const OUTPUT = join(import.meta.dirname, 'src', 'api', 'openapi.ts');

/** What the output depends on, as a short hash. */
function sourceHash() {
  return createHash('sha256')
    .update(createRequire(import.meta.url).resolve('openapi-typescript'))
    .update(readFileSync(import.meta.filename))
    .update(readFileSync(DOCUMENT))
    .digest('hex')
    .slice(0, 16);
}

/** Generates the types, unless they are current. */
export async function generateClient() {
  const hash = sourceHash();
  if (existsSync(OUTPUT) && readFileSync(OUTPUT, 'utf8').includes(hash)) return;
  const { default: openapi, astToString } = await import('openapi-typescript');
  const document = JSON.parse(readFileSync(DOCUMENT, 'utf8'));
  // A field with a default may be left out of a request.
  const types = astToString(await openapi(document, { defaultNonNullable: false }));
  writeFileSync(
    OUTPUT,
    `// Made by generate-client.js from docs/openapi.json (${hash}).\n\n${types}`,
  );
}

if (process.argv[1] === import.meta.filename) await generateClient();
