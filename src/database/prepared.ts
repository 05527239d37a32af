/**
 * A statement that each connection parses once and then only runs: for what every customer causes.
 * The name tells it apart on the connection; two statements of one name would be a fault of ours,
 * and the driver refuses it.
 */
export interface Prepared {
  readonly name: string;
  readonly text: string;
}

/**
 * Declares a hot statement.
 *
 * After five runs PostgreSQL may plan a prepared statement once for all values. Only statements
 * whose best plan is the same for all of them may be prepared: not those with optional conditions
 * such as `$2 IS NULL OR ...`.
 *
 * @param name unique among all of them; shown by `pg_prepared_statements`
 */
export const prepared = (name: string, text: string): Prepared => ({ name, text });
