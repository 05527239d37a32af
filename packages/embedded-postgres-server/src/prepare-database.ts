import pg from 'pg';

/**
 * The settings that protect committed data from a crash; see "Non-Durable Settings" in PostgreSQL's
 * manual.
 */
const DURABILITY = ['fsync', 'synchronous_commit', 'full_page_writes'] as const;

const DUPLICATE_DATABASE = '42P04';
const UNIQUE_VIOLATION = '23505';
/**
 * The class "operator intervention": the server is starting or stopping, or has ended the session.
 */
const NOT_NOW_CLASS = '57';

/** The required state of the server. */
export interface Wanted {
  /** The name of the database. */
  readonly name: string;
  readonly durable: boolean;
  /** Whether this process started the server; otherwise others may rely on it. */
  readonly isOurs: boolean;
}

/**
 * Logs in, sets the durability and creates the database if it does not exist. A server without
 * durability gets it as soon as one user needs it. A durable server stays durable unless this
 * process started it.
 *
 * @param adminUrl the URL of the database `postgres`
 * @returns undefined, or why the server cannot be used now: it is starting, stopping or gone
 * @throws {pg.DatabaseError} when it refuses us permanently, such as for a wrong password
 */
export async function prepareDatabase(
  adminUrl: string,
  wanted: Wanted,
): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: adminUrl });
  // The queries report the error too. Without a listener the event would end the process.
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
