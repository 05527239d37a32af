/**
 * A prepared statement: each connection parses it once. It is used for statements that run with
 * every customer request. The name identifies it on the connection; the driver rejects two
 * statements with the same name.
 */
export interface Prepared {
  readonly name: string;
  readonly text: string;
}

/**
 * Declares a prepared statement.
 *
 * After five executions PostgreSQL may use one generic plan for all values. Only statements with
 * the same best plan for all values may be prepared, so none with optional conditions such as `$2
 * IS NULL OR ...`.
 *
 * @param name unique among all statements; `pg_prepared_statements` shows it
 */
export const prepared = (name: string, text: string): Prepared => ({ name, text });
