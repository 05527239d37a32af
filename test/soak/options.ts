import { parseArgs } from 'node:util';

/** The options of a soak test. */
export interface SoakOptions {
  readonly payments: number;
  readonly seed: string;
  readonly faults: number;
  readonly kills: number;
  /** How often FreeRADIUS is killed. */
  readonly radiusKills: number;
  /** How often PostgreSQL is restarted. */
  readonly databaseRestarts: number;
  /** Whether customers log in at routers: false where there is no FreeRADIUS. */
  readonly access: boolean;
  readonly servers: number;
  /** Customers who buy at the same time. */
  readonly customers: number;
  /** False: IntaSend sends no webhooks, so that questions alone have to find every payment. */
  readonly webhooks: boolean;
  /**
   * False: no background questions are asked, so that webhooks alone have to settle every payment.
   */
  readonly reconciliation: boolean;
}

/** The output of `npm run soak -- --help`. */
export const USAGE = `Buys from many phones at several server processes while IntaSend misbehaves and servers are
killed, waits for quiet, and holds the books of both sides against each other. Customers log in at
simulated routers, which ask a FreeRADIUS (see FREERADIUS_ROOT): who has paid must be let in until
the end, and nobody else.

  npm run soak -- [options]

  --payments N          how many customers buy (default 200)
  --seed WORD           decides who buys what and what goes wrong (default 1)
  --faults N            faults to inject (default a tenth of the payments)
  --kills N             times that a server is killed (default 3)
  --radius-kills N      times that FreeRADIUS is killed (default 2)
  --database-restarts N times that PostgreSQL is restarted (default 1; 0 with DATABASE_URL)
  --servers N           server processes on the one database (default 2)
  --customers N         customers at the same time (default 24)
  --no-access           nobody logs in at a router, as without a FreeRADIUS
  --no-webhooks         IntaSend sends none: every payment is found by asking
  --no-reconciliation   nobody asks by the clock: webhooks alone bring every payment; no kills

DATABASE_URL names an empty database to use, with DATABASE_DIRECT_URL and DATABASE_REPLICA_URL if
there is a pooler or a replica; otherwise a PostgreSQL is started and thrown away.
It exits 0 when the books agree, and 1 on any difference.
`;

/** An invalid option; the message says which. */
export class UsageError extends Error {}

/**
 * Reads the command line.
 *
 * @returns null when only the usage is requested
 * @throws UsageError naming what is wrong
 */
export function readOptions(args: readonly string[]): SoakOptions | null {
  const { values } = parse(args);
  if (values.help === true) return null;
  const payments = count('payments', values.payments, 200);
  const reconciliation = values['no-reconciliation'] !== true;
  const webhooks = values['no-webhooks'] !== true;
  if (!reconciliation && !webhooks) throw new UsageError('Then nothing reports any payment.');
  const kills = count('kills', values.kills, reconciliation ? 3 : 0);
  if (!reconciliation && kills > 0) {
    // IntaSend switches a webhook off after too many failures in a row.
    throw new UsageError('--no-reconciliation goes with --kills 0.');
  }
  const access = values['no-access'] !== true;
  return {
    payments,
    seed: values.seed ?? '1',
    faults: count('faults', values.faults, Math.round(payments / 10)),
    kills,
    radiusKills: access ? count('radius-kills', values['radius-kills'], 2) : 0,
    databaseRestarts: count('database-restarts', values['database-restarts'], kills > 0 ? 1 : 0),
    access,
    servers: Math.max(1, count('servers', values.servers, 2)),
    customers: Math.max(1, count('customers', values.customers, 24)),
    webhooks,
    reconciliation,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        payments: { type: 'string' },
        seed: { type: 'string' },
        faults: { type: 'string' },
        kills: { type: 'string' },
        'radius-kills': { type: 'string' },
        'database-restarts': { type: 'string' },
        'no-access': { type: 'boolean' },
        servers: { type: 'string' },
        customers: { type: 'string' },
        'no-webhooks': { type: 'boolean' },
        'no-reconciliation': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function count(name: string, value: string | undefined, usual: number): number {
  if (value === undefined) return usual;
  if (!/^\d{1,6}$/.test(value)) throw new UsageError(`--${name} is a number.`);
  return Number(value);
}
