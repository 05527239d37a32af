import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterPostgres } from 'rate-limiter-flexible';
import { Settings } from '../config/settings.js';
import { Database, type Sql } from '../database/database.js';
import { type Query } from '../database/statement.js';
import { type Allowance } from './allowances.js';
import { Counter, digestKey, plainKey } from './counter.js';

const TABLE = 'rate_limits';

/** Creates counters, scaled by `RATE_LIMIT_SCALE`. A scale of 0 disables them. */
@Injectable()
export class Counters {
  constructor(
    private readonly database: Database,
    private readonly settings: Settings,
  ) {}

  /** A counter that all server processes share. Exceeded limits are cached in memory. */
  shared(allowance: Allowance): Counter {
    const points = this.scaled(allowance);
    if (points === 0) return new Counter(null);
    const refused = new RateLimiterMemory({
      keyPrefix: allowance.name,
      points,
      duration: allowance.seconds,
    });
    const limiter = new RateLimiterPostgres(optionsOf(allowance, points, this.database));
    return new Counter(limiter, digestKey, refused);
  }

  /** A shared counter that is rolled back with the transaction. */
  within(tx: Sql, allowance: Allowance): Counter {
    const points = this.scaled(allowance);
    return new Counter(
      points === 0 ? null : new RateLimiterPostgres(optionsOf(allowance, points, tx)),
    );
  }

  /** A counter of this process only, without a round trip, for every request. */
  local({ name, seconds, ...allowance }: Allowance): Counter {
    const points = this.scaled(allowance);
    return new Counter(
      points === 0 ? null : new RateLimiterMemory({ keyPrefix: name, points, duration: seconds }),
      plainKey,
    );
  }

  private scaled({ points }: Pick<Allowance, 'points'>): number {
    return Math.ceil(points * this.settings.rateLimitScale);
  }
}

/**
 * The limiter uses our connections. It neither creates nor purges its table: migrations and the
 * background jobs do.
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

/** The part of a `pg` client that the limiter uses. A name means a prepared statement. */
const clientOver = (sql: Sql) => ({
  query: async (query: Query) => {
    const rows = await sql.query(query);
    return { rows, rowCount: rows.length };
  },
});
