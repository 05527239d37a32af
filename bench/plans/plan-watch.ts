import { Pool } from 'pg';
import { cString, Messages } from '../wire/protocol.js';
import { type Listener, Tap } from '../wire/tap.js';
import { type PlanNode, type RunStatement } from './plan.js';

/**
 * Makes PostgreSQL explain every statement, including those in functions and triggers, and send the
 * plan to the client. `auto_explain` is part of PostgreSQL; only a superuser may load it.
 */
const EXPLAIN_ALL = {
  session_preload_libraries: 'auto_explain',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_nested_statements': 'on',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_buffers': 'on',
  'auto_explain.log_format': 'json',
  'auto_explain.log_level': 'notice',
  'auto_explain.log_parameter_max_length': '0',
};

/**
 * Whether statements are planned for their values, once for all values, as for prepared ones, or as
 * PostgreSQL decides.
 */
export type PlanKind = 'custom' | 'generic' | 'any';

const CACHE_MODES: Readonly<Record<PlanKind, string>> = {
  custom: 'force_custom_plan',
  generic: 'force_generic_plan',
  any: 'auto',
};

const NOTICE = /^duration: ([\d.]+) ms {2}plan:\n(.*)$/s;

/** A proxy between a server and its database that collects the plans of all statements. */
export class PlanWatch {
  private constructor(
    private readonly tap: Tap,
    private readonly seen: Omit<RunStatement, 'name'>[],
    private readonly names: ReadonlyMap<string, string>,
  ) {}

  /** Starts the proxy. Connections through it are watched. */
  static async before(databaseUrl: string, kind: PlanKind): Promise<PlanWatch> {
    await setForAll(databaseUrl, { ...EXPLAIN_ALL, plan_cache_mode: CACHE_MODES[kind] });
    const seen: Omit<RunStatement, 'name'>[] = [];
    const names = new Map<string, string>();
    const tap = await Tap.before(databaseUrl, () => listenerFor(seen, names));
    return new PlanWatch(tap, seen, names);
  }

  /** The URL of the database through the proxy. */
  get url(): string {
    return this.tap.url;
  }

  /** The runs since the last call. */
  take(): RunStatement[] {
    return this.seen.splice(0).map((run) => ({ ...run, name: this.names.get(run.text) ?? null }));
  }

  stop(): void {
    this.tap.stop();
  }
}

/** Applies settings to all later connections to a database. */
async function setForAll(
  databaseUrl: string,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  const pool = new Pool({ connectionString: databaseUrl, max: 1 });
  try {
    const database = new URL(databaseUrl).pathname.slice(1);
    for (const [name, value] of Object.entries(settings)) {
      await pool.query(`ALTER DATABASE ${database} SET ${name} = '${value}'`);
    }
  } finally {
    await pool.end();
  }
}

function listenerFor(seen: Omit<RunStatement, 'name'>[], names: Map<string, string>): Listener {
  const frontend = new Messages(false);
  const backend = new Messages(true);
  return {
    sent: (chunk) => {
      for (const { letter, body } of frontend.add(chunk)) {
        if (letter !== 'P') continue;
        const name = cString(body, 0);
        if (name.text !== '') names.set(cString(body, name.end).text.trim(), name.text);
      }
    },
    answered: (chunk) => {
      for (const { letter, body } of backend.add(chunk)) {
        const notice = letter === 'N' ? NOTICE.exec(messageOf(body)) : null;
        if (notice) seen.push(runFrom(Number(notice[1]), notice[2] ?? ''));
      }
    },
  };
}

/** The text of a notice. Its fields are a letter and a text each; `M` is the message. */
function messageOf(body: Buffer): string {
  for (let at = 0; body[at] !== 0 && at < body.length;) {
    const field = cString(body, at + 1);
    if (String.fromCharCode(body[at] ?? 0) === 'M') return field.text;
    at = field.end;
  }
  return '';
}

function runFrom(ms: number, json: string): Omit<RunStatement, 'name'> {
  const { 'Query Text': text, Plan: plan } = JSON.parse(json) as {
    readonly 'Query Text': string;
    readonly Plan: PlanNode;
  };
  return { text: text.trim(), ms, plan };
}
