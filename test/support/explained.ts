import pg from 'pg';
import { type Query } from '../../src/database/statement.js';

/** How PostgreSQL has run a statement. */
export interface Explained {
  /** The steps of the plan, one a line. */
  readonly plan: string;
  /** The most rows that a step has read, or that a condition has left out. */
  readonly rowsRead: number;
}

/** Whether a statement is planned for its values, or once for all values. */
export type PlannedFor = 'custom' | 'generic';

/** Runs a statement, and returns its plan. */
export async function explained(
  client: pg.Client,
  { text, values }: Query,
  kind: PlannedFor = 'custom',
): Promise<Explained> {
  await client.query(`SET plan_cache_mode = force_${kind}_plan`);
  await client.query(`PREPARE explained AS ${text}`);
  try {
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN (ANALYZE, TIMING off) EXECUTE explained (${values.map(literalOf).join(', ')})`,
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    return { plan, rowsRead: rowsReadBy(plan) };
  } finally {
    await client.query('DEALLOCATE explained');
  }
}

function literalOf(value: unknown): string {
  if (value instanceof Date) return pg.escapeLiteral(value.toISOString());
  return pg.escapeLiteral(Array.isArray(value) ? `{${value.join(',')}}` : String(value));
}

const numbers = (text: string, pattern: RegExp): number[] =>
  [...text.matchAll(pattern)].map(([, first, times]) => Number(first) * Number(times ?? 1));

const rowsReadBy = (plan: string): number =>
  Math.max(
    0,
    ...numbers(plan, /actual rows=([\d.]+) loops=(\d+)/g),
    ...numbers(plan, /Rows Removed by (?:Filter|Index Recheck): (\d+)/g),
  );
