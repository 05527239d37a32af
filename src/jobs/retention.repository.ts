import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

// What an event said is kept for as long as it may be asked about; that it came, for longer. One
// that waits to be processed is left alone, whatever its age. The ids are arrays, so that the
// planner goes straight to the rows: for a list of unknown length it may read the whole table.
const EMPTY_BODIES = `
  UPDATE webhook_events SET body = '{}'
   WHERE id = ANY (ARRAY(
           SELECT id FROM webhook_events
            WHERE received_at < now() - $1::integer * interval '1 day' AND body <> '{}'::jsonb
              AND outcome <> 'stored'
            ORDER BY received_at LIMIT $2))
  RETURNING id`;

// Ids grow with time, so the oldest rows are found without an index on their time.
const DELETE_EVENTS = `
  DELETE FROM webhook_events
   WHERE id = ANY (ARRAY(
           SELECT id
             FROM (SELECT id, received_at FROM webhook_events ORDER BY id LIMIT $2) AS oldest
            WHERE received_at < now() - $1::integer * interval '1 day'))
  RETURNING id`;

// Many servers may clean up at once.
const DELETE_RETIRED_KEYS = `
  DELETE FROM credential_versions WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM credential_versions
     WHERE retired_at < now() - $1::double precision * interval '1 millisecond'
     ORDER BY retired_at LIMIT $2 FOR UPDATE SKIP LOCKED
  )) RETURNING version`;

// Events about nothing of ours are kept for hours: anybody can send them.
const deleteStray = (outcome: 'unmatched' | 'ignored'): string => `
  DELETE FROM webhook_events
   WHERE id = ANY (ARRAY(
           SELECT id FROM webhook_events
            WHERE outcome = '${outcome}' AND received_at < now() - $1::integer * interval '1 hour'
            ORDER BY received_at LIMIT $2))
  RETURNING id`;
const DELETE_UNMATCHED = deleteStray('unmatched');
const DELETE_IGNORED = deleteStray('ignored');

/** The SQL that removes what is older than it is kept. Each gives how many rows it has touched. */
@Injectable()
export class RetentionRepository {
  constructor(private readonly database: Database) {}

  /** Empties the bodies of webhooks older than so many days. */
  emptyWebhookBodies(days: number, most: number): Promise<number> {
    return this.touched(EMPTY_BODIES, days, most);
  }

  /** Forgets webhooks older than so many days. */
  deleteWebhooks(days: number, most: number): Promise<number> {
    return this.touched(DELETE_EVENTS, days, most);
  }

  /** Deletes keys that were replaced or deleted longer ago than so many ms. */
  deleteRetiredKeys(ageMs: number, most: number): Promise<number> {
    return this.touched(DELETE_RETIRED_KEYS, ageMs, most);
  }

  /** Removes events older than so many hours that no payment is known for. */
  deleteUnmatched(hours: number, most: number): Promise<number> {
    return this.touched(DELETE_UNMATCHED, hours, most);
  }

  /** Removes events older than so many hours that are not about collections. */
  deleteIgnored(hours: number, most: number): Promise<number> {
    return this.touched(DELETE_IGNORED, hours, most);
  }

  private async touched(statement: string, age: number, most: number): Promise<number> {
    return (await this.database.query(statement, [age, most])).length;
  }
}
