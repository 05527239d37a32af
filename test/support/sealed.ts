import { KeyRing } from '../../src/common/crypto/key-ring.js';
import { type TestApp } from './app.js';

/** Opens a sealed value with the keys of the running application. */
export const opened = (app: TestApp, token: unknown): string =>
  app.nest.get(KeyRing).open(String(token)).reveal();

/** A row of a table by its id. */
export async function rowOf(
  app: TestApp,
  table: 'credentials' | 'routers' | 'packages',
  id: unknown,
): Promise<Record<string, unknown>> {
  const [row] = await app.database.query<Record<string, unknown>>(
    `SELECT * FROM ${table} WHERE id = $1`,
    [id],
  );
  if (!row) throw new Error(`There is no such row of ${table}`);
  return row;
}

/** The beginning of a Fernet token: its version, and a time before the year 2106. */
export const FERNET_TOKEN = /^gAAAAA[\w-]+={0,2}$/;
