import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';

const CLOSE = 'SELECT radius.close_stale_sessions($1) AS closed';

/** Sessions that one statement closes: few enough to hold no lock for long. */
const BATCH_SIZE = 1_000;

/** Closes accounting sessions that their router no longer reports. */
@Injectable()
export class StaleSessions {
  constructor(private readonly database: Database) {}

  /** Closes every session without a report for three interim periods. May be run twice at once. */
  async close(): Promise<void> {
    let closed: number;
    do {
      const [row] = await this.database.query<{ closed: number }>(CLOSE, [BATCH_SIZE]);
      closed = row?.closed ?? 0;
    } while (closed === BATCH_SIZE);
  }
}
