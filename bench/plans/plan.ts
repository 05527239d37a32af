/**
 * A step of a plan, in the format of `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)`, with the fields
 * that are used.
 */
export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  /** The unique indexes by which an insert finds an existing row. */
  readonly 'Conflict Arbiter Indexes'?: readonly string[];
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Actual Total Time'?: number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly 'Shared Hit Blocks'?: number;
  readonly 'Shared Read Blocks'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** A statement that was run, with its plan. */
export interface RunStatement {
  readonly text: string;
  /** The name of a prepared statement; null for others. */
  readonly name: string | null;
  readonly ms: number;
  readonly plan: PlanNode;
}

/** The tables that grow with operators, customers or time. Reading a whole one is a fault. */
export const GROWING: readonly string[] = [
  'users',
  'password_resets',
  'api_keys',
  'sessions',
  'refresh_tokens',
  'credentials',
  'routers',
  'packages',
  'payments',
  'payment_attempts',
  'payment_history',
  'payment_sums',
  'prompt_slots',
  'webhook_events',
  ...Array.from({ length: 10 }, (_, slot) => `events_day_${slot}`),
  'idempotency_keys',
  'rate_limits',
  '_private_jobs',
];

/** The tables of access, which grow too. */
export const GROWING_WITH_ACCESS: readonly string[] = [
  'users',
  'routers',
  'nas',
  'entitlements',
  'entitlement_history',
  'devices',
  'login_tickets',
  'login_attempts',
  'accounting_sessions',
];

/** The tables that grow with what an operator sells, and that the dashboard shows. */
export const GROWING_WITH_SALES: readonly string[] = [
  'payments',
  'payment_attempts',
  'payment_history',
  'payment_sums',
  'webhook_events',
  'receipts',
  'entitlements',
  'entitlement_history',
  'devices',
  'login_attempts',
  'accounting_sessions',
  'security_events',
];

/** A step that discards more rows than this has no suitable index. */
const MAX_DISCARDED = 1_000;

/** All steps of a plan, the outermost first. */
export function* stepsOf(plan: PlanNode): Generator<PlanNode> {
  yield plan;
  for (const part of plan.Plans ?? []) yield* stepsOf(part);
}

/**
 * The faults of a plan on large tables; empty when there are none.
 *
 * @param growing the tables that are large
 */
export function faultsOf(plan: PlanNode, growing: readonly string[] = GROWING): string[] {
  return [...stepsOf(plan)].flatMap((step) => {
    const table = step['Relation Name'] ?? '';
    if (!growing.includes(table)) return [];
    if (step['Node Type'] === 'Seq Scan') return [`reads all of ${table}`];
    const discarded = discardedBy(step);
    if (discarded <= MAX_DISCARDED) return [];
    return [`reads ${discarded} rows of ${table} for nothing, by ${step['Index Name'] ?? '?'}`];
  });
}

/** The rows that a step has read and discarded, over all its runs. */
const discardedBy = (step: PlanNode): number =>
  ((step['Rows Removed by Filter'] ?? 0) + (step['Rows Removed by Index Recheck'] ?? 0)) *
  step['Actual Loops'];

/** The rows of some tables that a plan has read, also those that it has discarded. */
export const rowsReadOf = (plan: PlanNode, tables: readonly string[]): number =>
  [...stepsOf(plan)]
    .filter((step) => tables.includes(step['Relation Name'] ?? ''))
    .reduce((sum, step) => sum + step['Actual Rows'] * step['Actual Loops'] + discardedBy(step), 0);

/** The pages of 8 kB that a plan has read, from memory or disk, counted each time. */
export const buffersOf = (plan: PlanNode): number =>
  (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0);
