import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

// With an array the planner uses the primary key; with a subquery of unknown length it may scan the
// table. The comparison is with a bigint, because the index does not serve another type.
const DELETE_EXPIRED = `
  DELETE FROM rate_limits
   WHERE key = ANY (ARRAY(
           SELECT key FROM rate_limits
            WHERE expire <= (extract(epoch FROM now()) * 1000)::bigint
            ORDER BY expire LIMIT $1
              FOR UPDATE SKIP LOCKED))
  RETURNING key`;

/** The queries on counters that the limiter does not have. */
@Injectable()
export class RateLimitsRepository {
  constructor(private readonly database: Database) {}

  /** Deletes at most `limit` expired counters. Returns how many. */
  async deleteExpired(limit: number): Promise<number> {
    return (await this.database.query(DELETE_EXPIRED, [limit])).length;
  }
}
