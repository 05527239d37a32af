import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Step, type Transcript } from '../transcript.js';

/** The performance of the database alone. */
export interface Limit {
  readonly perSecond: number;
  readonly averageMs: number;
}

/** The folder in which Debian installs PostgreSQL's programs. */
const DEBIAN = '/usr/lib/postgresql';

/** The newest pgbench of this machine; null when there is none. */
export function findPgbench(): string | null {
  if (!existsSync(DEBIAN)) return null;
  const found = readdirSync(DEBIAN)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(DEBIAN, version, 'bin', 'pgbench'));
  return found.find((path) => existsSync(path)) ?? null;
}

/** Runs the prepared statements of a request repeatedly with pgbench. */
export function measureLimit(
  pgbench: string,
  given: {
    readonly transcript: Transcript;
    readonly databaseUrl: string;
    readonly items: readonly string[];
    readonly clients: number;
    readonly seconds: number;
    readonly scriptFile: string;
  },
): Limit {
  writeFileSync(given.scriptFile, pgbenchScript(given.transcript.steps, given.items));
  const { stdout, stderr, status } = spawnSync(
    pgbench,
    [
      ...['--no-vacuum', '--protocol=prepared', `--client=${given.clients}`, '--jobs=2'],
      ...[`--time=${given.seconds}`, `--file=${given.scriptFile}`, given.databaseUrl],
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`pgbench: ${stderr}`);
  return {
    perSecond: Number(/^tps = ([\d.]+)/m.exec(stdout)?.[1]),
    averageMs: Number(/^latency average = ([\d.]+)/m.exec(stdout)?.[1]),
  };
}

/** The number of prepared payments in the script. */
const MAX_ITEMS = 200;

const HOLES: Readonly<Record<string, string>> = {
  id: 'gen_random_uuid()::text',
  mac: "upper('02' || regexp_replace(substr(md5(random()::text), 1, 10), '(..)', ':\\1', 'g'))",
  subscriber: "'7' || lpad(floor(random() * 100000000)::bigint::text, 8, '0')",
  code: "upper(translate(substr(md5(random()::text), 1, 8), '01', '23'))",
  digest: 'md5(random()::text) || md5(random()::text)',
  invoice: "'L' || substr(md5(random()::text), 1, 12)",
  provider: "'P' || substr(md5(random()::text), 1, 12)",
};

/**
 * Creates a script for pgbench. It starts with an additional statement, which generates the values
 * that differ between requests.
 */
export function pgbenchScript(steps: readonly Step[], items: readonly string[]): string {
  const computed = new Map<string, string>();
  const body = steps.map((step) => {
    const values = step.values.map((value) => valueOf(value, computed));
    const text = step.text
      .replaceAll(/\$(\d+)/g, (_all, number: string) => values[Number(number) - 1] ?? 'NULL')
      .replaceAll(/--[^\n]*/g, '')
      .trim();
    const [hole] = Object.keys(step.fills);
    // Its result becomes a variable such as `job_id`, and may be empty.
    return hole === undefined ? `${text};` : `\\set ${hole}_id 0\n${text} \\aset ${hole}_`;
  });
  const columns = [...computed].map(([template, name]) => `${expression(template)} AS ${name}`);
  const list = items.slice(0, MAX_ITEMS).map((item) => `'${item}'`);
  const holes = {
    ...HOLES,
    item:
      list.length === 0
        ? "''"
        : `(ARRAY[${list.join(',')}])[1 + floor(random() * ${list.length})::integer]`,
  };
  const made = Object.entries(holes).map(([name, sql]) => `${sql} AS ${name}`);
  const prologue =
    columns.length === 0
      ? []
      : [`SELECT ${columns.join(', ')} FROM (SELECT ${made.join(', ')}) AS holes \\gset`];
  return [...prologue, ...body, ''].join('\n');
}

const HOLE = /\{(id|mac|phone|subscriber|digest|invoice|provider|item|code)\}/g;
const MADE_ID = /^\{(event|job)\}$/;

/** A literal, or a variable that the first statement sets. */
function valueOf(value: string | null, computed: Map<string, string>): string {
  if (value === null) return 'NULL';
  const made = MADE_ID.exec(value)?.[1];
  if (made !== undefined) return `:${made}_id`;
  if (value.search(HOLE) < 0) return literal(value);
  const name = computed.get(value) ?? `v${computed.size + 1}`;
  computed.set(value, name);
  return `:${name}`;
}

/** SQL for a template: its text with the columns of the placeholders. */
function expression(template: string): string {
  return template
    .split(HOLE)
    .map((part, index) =>
      index % 2 === 0 ? literal(part) : part === 'phone' ? `'0' || subscriber` : part,
    )
    .join(' || ');
}

/** Colons are escaped, because pgbench reads a variable after one, even in quotes. */
const literal = (text: string): string =>
  `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll(':', '\\x3a')}'`;
