import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { IS_SILENT_ROUTER } from '../../metrics/access-figures.repository.js';

const CLOSE = 'SELECT radius.close_stale_sessions($1) AS closed';

// The next packet of the router ends it: a trigger does that, and writes both events.
const NOTE_SILENT = `
  UPDATE radius.nas n SET silent_since = n.last_packet_at
    FROM routers r
   WHERE r.id = n.router_id AND n.silent_since IS NULL AND ${IS_SILENT_ROUTER}`;

/** Sessions that one statement closes: few enough to hold no lock for long. */
const BATCH_SIZE = 1_000;

/** Closes accounting sessions that their router no longer reports, and notes silent routers. */
@Injectable()
export class StaleSessions {
  constructor(private readonly database: Database) {}

  /**
   * Closes every session without a report for three interim periods, and notes the routers from which
   * nothing has come since. May be run twice at once.
   */
  async close(): Promise<void> {
    let closed: number;
    do {
      const [row] = await this.database.query<{ closed: number }>(CLOSE, [BATCH_SIZE]);
      closed = row?.closed ?? 0;
    } while (closed === BATCH_SIZE);
    await this.database.query(NOTE_SILENT);
  }
}
