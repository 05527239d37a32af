import { type TestApp } from './app.js';

/** The whole database, every table of every schema, a row a line. */
export async function databaseDump(app: Pick<TestApp, 'database'>): Promise<string[]> {
  const tables = await app.database.query<{ name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
      WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'`,
  );
  const lines = [];
  for (const { name } of tables) {
    const rows = await app.database.query<{ line: string }>(
      `SELECT t::text AS line FROM ${name} t`,
    );
    lines.push(...rows.map(({ line }) => `${name}: ${line}`));
  }
  return lines;
}

/** How a secret may be spelled where somebody wrote it without thinking. */
function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  // Base64 of a text in which it stands depends on where: the middle of each of the three ways.
  const within = [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .slice(offset === 0 ? 0 : 4, -4),
  );
  return [
    secret,
    encodeURIComponent(secret),
    encodeURIComponent(secret).replaceAll('%20', '+'),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    ...within,
  ].filter((spelling) => spelling.length >= 8);
}

/** Whether a secret stands in a text, in any spelling. */
export const holds = (text: string, secret: string): boolean =>
  spellings(secret).some((spelling) => text.includes(spelling));
