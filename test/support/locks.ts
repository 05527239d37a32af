import pg from 'pg';
import { until } from './until.js';

/** A table that is locked against writes until it is released. */
export interface HeldTable {
  /** Resolves when this many statements wait for the table. */
  awaited(statements: number): Promise<void>;
  /** Releases the lock. */
  release(): Promise<void>;
}

/** Locks a table over its own connection, to stop writers at a known point. */
export async function holdTable(databaseUrl: string, table: string): Promise<HeldTable> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('BEGIN');
  await client.query(`LOCK TABLE ${table} IN SHARE MODE`);
  const waiting = async (): Promise<number> => {
    const { rows } = await client.query<{ count: number }>(
      `SELECT count(*)::integer FROM pg_locks WHERE relation = $1::regclass AND NOT granted`,
      [table],
    );
    return rows[0]?.count ?? 0;
  };
  return {
    awaited: async (statements) => {
      const what = `${statements} statements wait for the table ${table}`;
      await until(what, waiting, (count) => count >= statements);
    },
    release: async () => {
      await client.query('ROLLBACK');
      await client.end();
    },
  };
}

/** Resolves when a statement waits for a lock that this client holds. */
export async function statementWaitsFor(client: pg.ClientBase): Promise<void> {
  const waiting = `SELECT FROM pg_locks
                    WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))`;
  await until(
    'a statement waits for a lock of this connection',
    async () => (await client.query(waiting)).rowCount ?? 0,
    (count) => count > 0,
  );
}
