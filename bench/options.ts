import { parseArgs } from 'node:util';

/** The options of the benchmark. */
export interface Options {
  /** Workloads to run, by name; all when empty. */
  readonly only: readonly string[];
  readonly repetitions: number;
  /** The duration of one measurement, and of the warm-up before a process is first measured. */
  readonly seconds: number;
  readonly warmUpSeconds: number;
  /** The fraction of a workload's own minimum duration that it is measured for. */
  readonly shareOfLength: number;
  readonly connections: number;
  /**
   * The number of server processes. Several have a separate worker, and no bare server is measured.
   */
  readonly servers: number;
  /** The number of payments in the small and in the large dataset. */
  readonly rows: { readonly small: number; readonly large: number };
  /** The running entitlements and past sessions beside which logins are measured. */
  readonly access: { readonly entitlements: number; readonly sessions: number };
  /** The file for the results as JSON. */
  readonly json: string;
  /** The folder for CPU profiles of the server, one folder per workload, instead of measuring. */
  readonly profile: string | null;
  /** The file for the plans of the hot statements, instead of measuring. */
  readonly plans: string | null;
  /** Measures through this database, such as a pooler. It must be empty. */
  readonly database: DatabaseAddresses | null;
}

/** The addresses of an existing database. */
export interface DatabaseAddresses {
  readonly url: string;
  readonly directUrl: string;
  readonly replicaUrl: string | null;
}

export const USAGE = `npm run bench -- [workload ...] [options]

  --quick            one repetition of 2 s (crowds: 8), and a tenth of the rows:
                     to see it work
  --only a,b         these workloads only; 'isolation', 'reconcile', 'access', 'portal'
                     and 'dashboard' are further ones ('access' needs a FreeRADIUS: see
                     FREERADIUS_ROOT)
  --repetitions n    how often each is measured; medians are shown (3)
  --seconds n        how long each measurement takes (5), or longer where a crowd waits (20)
  --connections n    requests under way at the same time (32)
  --servers n        server processes that share the requests, with a worker of their own (1)
  --payments n       payments in the large dataset (1000000); a million of a dashboard need 5 GB
  --json file        where the results go (bench-results.json)
  --profile folder   writes CPU profiles of the server, and what they say, instead
  --plans file       writes how each hot statement is run among so many payments, instead

  --database url     an empty database to use instead of one of the benchmark's own,
  --direct-url url   the same past its pooler, if url leads through one,
  --replica-url url  and a replica of it
`;

/** @throws Error when an option is not known */
export function readOptions(args: string[]): Options {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      repetitions: { type: 'string' },
      seconds: { type: 'string' },
      connections: { type: 'string', default: '32' },
      payments: { type: 'string' },
      servers: { type: 'string', default: '1' },
      json: { type: 'string', default: 'bench-results.json' },
      profile: { type: 'string' },
      plans: { type: 'string' },
      database: { type: 'string' },
      'direct-url': { type: 'string' },
      'replica-url': { type: 'string' },
    },
  });
  const { quick, database } = values;
  return {
    only: [...positionals, ...values.only.split(',')].filter((name) => name !== ''),
    repetitions: Number(values.repetitions ?? (quick ? 1 : 3)),
    seconds: Number(values.seconds ?? (quick ? 2 : 5)),
    warmUpSeconds: quick ? 1 : 3,
    shareOfLength: quick ? 0.4 : 1,
    connections: Number(values.connections),
    servers: Number(values.servers),
    rows: { small: 10_000, large: Number(values.payments ?? (quick ? 100_000 : 1_000_000)) },
    access: quick
      ? { entitlements: 10_000, sessions: 100_000 }
      : { entitlements: 100_000, sessions: 1_000_000 },
    json: values.json,
    profile: values.profile ?? null,
    plans: values.plans ?? null,
    database:
      database === undefined
        ? null
        : {
            url: database,
            directUrl: values['direct-url'] ?? database,
            replicaUrl: values['replica-url'] ?? null,
          },
  };
}
