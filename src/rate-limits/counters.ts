import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterPostgres } from 'rate-limiter-flexible';
import { Settings } from '../config/settings.js';
import { Database, type Sql } from '../database/database.js';
import { prepared } from '../database/prepared.js';
import { type Allowance } from './allowances.js';
import { Counter, digestOf, plainly } from './counter.js';

const TABLE = 'rate_limits';

/** Makes counters, scaled by `RATE_LIMIT_SCALE`; at 0 none of them counts. */
@Injectable()
export class Counters {
  constructor(
    private readonly database: Database,
    private readonly settings: Settings,
  ) {}

  /** A counter that all server processes share. Who is over the limit is then refused from memory. */
  shared(allowance: Allowance): Counter {
    const points = this.scaled(allowance);
    if (points === 0) return new Counter(null);
    const refused = new RateLimiterMemory({
      keyPrefix: allowance.name,
      points,
      duration: allowance.seconds,
    });
    const limiter = new RateLimiterPostgres(optionsOf(allowance, points, this.database));
    return new Counter(limiter, digestOf, refused);
  }

  /** A shared counter whose counting is undone with the transaction. */
  within(tx: Sql, allowance: Allowance): Counter {
    const points = this.scaled(allowance);
    return new Counter(
      points === 0 ? null : new RateLimiterPostgres(optionsOf(allowance, points, tx)),
    );
  }

  /** A counter of this process alone: no round trip, for what is asked all the time. */
  local({ name, seconds, ...allowance }: Allowance): Counter {
    const points = this.scaled(allowance);
    return new Counter(
      points === 0 ? null : new RateLimiterMemory({ keyPrefix: name, points, duration: seconds }),
      plainly,
    );
  }

  private scaled({ points }: Pick<Allowance, 'points'>): number {
    return Math.ceil(points * this.settings.rateLimitScale);
  }
}

/**
 * The limiter runs its statements through our connections, and neither makes its table nor clears
 * it: migrations and the background jobs do.
 */
const optionsOf = ({ name, seconds }: Allowance, points: number, sql: Sql) => ({
  storeClient: clientOver(sql),
  storeType: 'client',
  tableName: TABLE,
  tableCreated: true,
  clearExpiredByTimeout: false,
  keyPrefix: name,
  points,
  duration: seconds,
});

/** As much of a client of `pg` as the limiter uses. It names what it wants to have prepared. */
const clientOver = (sql: Sql) => ({
  query: async ({ name, text, values }: LimiterQuery) => {
    const rows = await sql.query(name === undefined ? text : prepared(name, text), values);
    return { rows, rowCount: rows.length };
  },
});

interface LimiterQuery {
  readonly name?: string;
  readonly text: string;
  readonly values: unknown[];
}
