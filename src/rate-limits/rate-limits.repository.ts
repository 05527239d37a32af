import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

// An array, so that the planner goes straight to the rows: for a list of unknown length it may read
// the whole table. A bigint, because the index is of no use to a comparison with another type.
const DELETE_EXPIRED = `
  DELETE FROM rate_limits
   WHERE key = ANY (ARRAY(
           SELECT key FROM rate_limits
            WHERE expire <= (extract(epoch FROM now()) * 1000)::bigint
            ORDER BY expire LIMIT $1
              FOR UPDATE SKIP LOCKED))
  RETURNING key`;

/** The SQL around the counters that is not the limiter's own. */
@Injectable()
export class RateLimitsRepository {
  constructor(private readonly database: Database) {}

  /** Removes at most `limit` counters whose window is over; gives how many it has removed. */
  async deleteExpired(limit: number): Promise<number> {
    return (await this.database.query(DELETE_EXPIRED, [limit])).length;
  }
}
