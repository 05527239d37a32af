import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

const DELETE_EXPIRED = `
  DELETE FROM rate_limits
   WHERE key IN (SELECT key FROM rate_limits
                  WHERE expire <= extract(epoch FROM now()) * 1000
                  ORDER BY expire LIMIT $1
                    FOR UPDATE SKIP LOCKED)
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
