import DataLoader from 'dataloader';
import { type Sql } from './database.js';
import { type Prepared } from './prepared.js';

/** How many are asked about at once: whoever comes next does not wait for a long statement. */
const MOST = 50;

/** What is asked about, by the names of its columns: the owner, and what is the owner's. */
type Key = Readonly<Record<string, string | number>>;

/** Finds the rows of one key. */
export type AskedTogether<Row> = (key: Key) => Promise<readonly Row[]>;

/**
 * A question that is put to the database once for all who have it in the same turn of the event
 * loop; whoever is alone waits for nobody, and what was read is not kept. docs/adr/0027 has the
 * reasons.
 *
 * @param statement its `$1` is a JSON list of keys, each with its `place` in the list, for
 *   `json_to_recordset`: of arrays PostgreSQL sees the length, and plans anew for each. Each row
 *   that it gives has the `place` of its key, and those of one key are in their order
 * @returns finds the rows of one key; it throws what the statement throws
 */
export function askedTogether<Row>(sql: Sql, statement: Prepared): AskedTogether<Row> {
  const find = async (keys: readonly Key[]): Promise<readonly Row[][]> => {
    // Those who ask from now on may have written something that this statement does not see.
    loader.clearAll();
    const asked = JSON.stringify(keys.map((key, place) => ({ place, ...key })));
    const rowsOf: Row[][] = keys.map(() => []);
    for (const row of await sql.query<Row & { readonly place: number }>(statement, [asked])) {
      rowsOf[row.place]?.push(row);
    }
    return rowsOf;
  };
  const loader = new DataLoader<Key, readonly Row[], string>(find, {
    maxBatchSize: MOST,
    batchScheduleFn: setImmediate,
    cacheKeyFn: JSON.stringify,
  });
  return (key) => loader.load(key);
}
