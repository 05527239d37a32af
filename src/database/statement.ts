/** A query for the driver. `Row` is the type of its rows. */
export interface Query<Row = unknown> {
  /** The name of the prepared statement; without it, the statement is not prepared. */
  readonly name?: string;
  readonly text: string;
  /** The values of `$1`, `$2` and so on. */
  readonly values: readonly unknown[];
  /** The query to send instead where nothing can be prepared: behind a pooler, and to a replica. */
  readonly unprepared?: Query<Row>;
  /** Never set: it ties the type of the rows to the query. */
  readonly row?: Row;
}

/** A declared statement: called with its named parameters, it is a {@link Query}. */
export type Statement<Row, Parameters> = (parameters: Parameters) => Query<Row>;

/** A text as it is sent, and the names of its `$1`, `$2` and so on. */
interface Compiled {
  readonly text: string;
  readonly order: readonly string[];
}

/** All declared statements by name. */
export const STATEMENTS = new Map<string, Compiled>();

/** Combines a text and its values into a {@link Query}. */
export const asQuery = <Row>(
  query: string | Query<Row>,
  values: readonly unknown[] = [],
): Query<Row> => (typeof query === 'string' ? { text: query, values } : query);

/** `:name`, but neither a cast (`::text`) nor an argument by name (`run_at := now()`). */
const PARAMETER = /(?<![:\w]):([a-zA-Z]\w*)/g;

/**
 * Declares a statement with named parameters, such as `WHERE id = :paymentId`. They are translated
 * to `$1`, `$2` here, when the module is loaded. `Row` and `Parameters` are types that only the
 * compiler sees, so test/integration/statements.int-spec.ts holds them against the database.
 *
 * @param name unique among all statements
 */
export function statement<Row, Parameters extends object>(
  name: string,
  text: string,
): Statement<Row, Parameters> {
  if (STATEMENTS.has(name)) throw new Error(`Two statements are named ${name}`);
  const compiled = compile(text);
  STATEMENTS.set(name, compiled);
  return (parameters) => bind(compiled, parameters);
}

/**
 * Declares a statement that each connection parses once. It is used for statements that run with
 * every request of a customer, every request of an operator, or every login.
 *
 * After five executions PostgreSQL may use one generic plan for all values. Only statements with
 * the same best plan for all values may be prepared, so none with optional conditions such as
 * `:status IS NULL OR ...`.
 *
 * @param name unique among all statements; `pg_prepared_statements` shows it
 * @param unprepared a statement with the same result, for where nothing can be prepared; without it,
 *   this one is planned for each execution there
 */
export function prepared<Row, Parameters extends object>(
  name: string,
  text: string,
  unprepared?: Statement<Row, Parameters>,
): Statement<Row, Parameters> {
  const query = statement<Row, Parameters>(name, text);
  if (!unprepared) return (parameters) => ({ name, ...query(parameters) });
  return (parameters) => ({ name, ...query(parameters), unprepared: unprepared(parameters) });
}

/** What to send of a query where nothing can be prepared. */
export const withoutName = <Row>({ unprepared, text, values }: Query<Row>): Query<Row> =>
  unprepared ?? { text, values };

/** The texts that {@link queryOf} was called with lately. */
const COMPILED = new Map<string, Compiled>();
const MAX_COMPILED = 200;

/**
 * A query whose text depends on the request and is built from constant parts.
 *
 * @param parameters may have more than the text uses
 */
export function queryOf<Row>(text: string, parameters: object): Query<Row> {
  let compiled = COMPILED.get(text);
  if (!compiled) {
    if (COMPILED.size >= MAX_COMPILED) COMPILED.clear();
    compiled = compile(text);
    COMPILED.set(text, compiled);
  }
  return bind(compiled, parameters);
}

const bind = ({ text, order }: Compiled, parameters: object): Query<never> => ({
  text,
  values: order.map((name) => (parameters as Readonly<Record<string, unknown>>)[name]),
});

function compile(text: string): Compiled {
  const order: string[] = [];
  const positional = text.replace(PARAMETER, (_found, name: string) => {
    const known = order.indexOf(name);
    return `$${known < 0 ? order.push(name) : known + 1}`;
  });
  return { text: positional, order };
}
