import pg from 'pg';
import { createTestDatabase } from './postgres.js';

/** A migrated database of one test file, with one connection to it. */
export interface ConnectedDatabase {
  readonly client: pg.Client;
  /** Ends the connection and removes the database. */
  close(): Promise<void>;
}

/** Creates a database and connects to it, for tests of SQL without a server. */
export async function connectToTestDatabase(): Promise<ConnectedDatabase> {
  const database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  return {
    client,
    close: async () => {
      await client.end();
      await database.drop();
    },
  };
}
