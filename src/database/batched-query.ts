import DataLoader from 'dataloader';
import { type Sql } from './database.js';
import { type Statement } from './statement.js';

/** The most keys in one statement, so that later callers do not wait for a long one. */
const MAX_KEYS = 50;

/** The values that one caller asks for, by column name. The owner is always one of them. */
type Key = Readonly<Record<string, string | number>>;

/** The parameter of a statement for many keys: a JSON list for `json_to_recordset`. */
export interface Keys {
  readonly keys: string;
}

/** A row of such a statement, with the place of its key in the list. */
export type Placed<Row> = Row & { readonly place: number };

/** Finds the rows of one key. */
export type BatchedQuery<Row> = (key: Key) => Promise<readonly Row[]>;

/**
 * Creates a query that runs one SQL statement for all callers of the same turn of the event loop. A
 * single caller does not wait for others, and no result is cached. docs/adr/0027 has the reasons.
 *
 * @param statement each key of its list has a `place`. An array would not do: PostgreSQL sees its length and plans again for each length. Each
 *   row of the result has the `place` of its key, and the rows of one key are in their final order
 * @returns a function that finds the rows of one key. It throws what the statement throws
 */
export function batchedQuery<Row>(
  sql: Sql,
  statement: Statement<Placed<Row>, Keys>,
): BatchedQuery<Row> {
  const find = async (keys: readonly Key[]): Promise<readonly Row[][]> => {
    // Later callers may have written rows that this statement does not see.
    loader.clearAll();
    const list = JSON.stringify(keys.map((key, place) => ({ place, ...key })));
    const rowsOf: Row[][] = keys.map(() => []);
    for (const row of await sql.query(statement({ keys: list }))) {
      rowsOf[row.place]?.push(row);
    }
    return rowsOf;
  };
  const loader = new DataLoader<Key, readonly Row[], string>(find, {
    maxBatchSize: MAX_KEYS,
    batchScheduleFn: setImmediate,
    cacheKeyFn: JSON.stringify,
  });
  return (key) => loader.load(key);
}
