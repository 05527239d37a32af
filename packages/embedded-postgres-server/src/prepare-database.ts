import pg from 'pg';

/** What makes committed work survive a crash; see "Non-Durable Settings" in PostgreSQL's manual. */
const DURABILITY = ['fsync', 'synchronous_commit', 'full_page_writes'] as const;

const DUPLICATE_DATABASE = '42P04';
const UNIQUE_VIOLATION = '23505';
/** Operator intervention: shutting down, starting up, or just been cut off. */
const NOT_NOW_CLASS = '57';

/** How the server shall be when it is handed out. */
export interface Wanted {
  /** Of the database. */
  readonly name: string;
  readonly durable: boolean;
  /** This process launched the server; otherwise it joined one that others may rely on. */
  readonly isOurs: boolean;
}

/**
 * Logs in, sets the durability and makes the database when it is not there yet.
 * A server without durability gets it back as soon as somebody wants it; one that has it keeps it
 * unless we launched it.
 *
 * @param adminUrl of the database `postgres`
 * @returns undefined, or why the server cannot take us now: it starts, stops or is not there
 * @throws {pg.DatabaseError} when it refuses us for good, such as for a wrong password
 */
export async function prepareDatabase(
  adminUrl: string,
  wanted: Wanted,
): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: adminUrl });
  // Told on the queries as well; without a listener the event would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await setDurability(client, wanted);
    await createDatabase(client, wanted.name);
    return undefined;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code?.startsWith(NOT_NOW_CLASS) !== true) {
      throw error;
    }
    return (error as Error).message;
  } finally {
    await client.end();
  }
}

async function setDurability(client: pg.Client, { durable, isOurs }: Wanted): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT name FROM pg_settings WHERE name = ANY ($1) AND (setting = 'off') = $2`,
    [DURABILITY, durable],
  );
  if (rows.length === 0 || (!durable && !isOurs)) return;
  for (const name of DURABILITY) {
    await client.query(`ALTER SYSTEM ${durable ? `RESET ${name}` : `SET ${name} = off`}`);
  }
  await client.query('SELECT pg_reload_conf()');
}

async function createDatabase(client: pg.Client, name: string): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
  if (rowCount !== 0) return;
  try {
    const database = client.escapeIdentifier(name);
    await client.query(`CREATE DATABASE ${database} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'`);
  } catch (error) {
    const code = error instanceof pg.DatabaseError ? error.code : undefined;
    if (code !== DUPLICATE_DATABASE && code !== UNIQUE_VIOLATION) throw error;
  }
}
