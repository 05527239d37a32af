import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

// The body of an event is purged before its row. Events that still wait to be processed are kept,
// whatever their age. The ids are an array so that the planner uses the primary key: for an IN list
// of unknown length it may read the whole table.
const EMPTY_BODIES = `
  UPDATE webhook_events SET body = '{}'
   WHERE id = ANY (ARRAY(
           SELECT id FROM webhook_events
            WHERE received_at < now() - $1::integer * interval '1 day' AND body <> '{}'::jsonb
              AND outcome <> 'stored'
            ORDER BY received_at LIMIT $2))
  RETURNING id`;

// Ids grow with time, so the oldest rows are found without an index on `received_at`.
const DELETE_EVENTS = `
  DELETE FROM webhook_events
   WHERE id = ANY (ARRAY(
           SELECT id
             FROM (SELECT id, received_at FROM webhook_events ORDER BY id LIMIT $2) AS oldest
            WHERE received_at < now() - $1::integer * interval '1 day'))
  RETURNING id`;

// SKIP LOCKED, because several servers may purge at once.
const DELETE_RETIRED_KEYS = `
  DELETE FROM credential_versions WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM credential_versions
     WHERE retired_at < now() - $1::double precision * interval '1 millisecond'
     ORDER BY retired_at LIMIT $2 FOR UPDATE SKIP LOCKED
  )) RETURNING version`;

// Events without a payment are kept for hours only, because anybody can send them.
const deleteStray = (outcome: 'unmatched' | 'ignored'): string => `
  DELETE FROM webhook_events
   WHERE id = ANY (ARRAY(
           SELECT id FROM webhook_events
            WHERE outcome = '${outcome}' AND received_at < now() - $1::integer * interval '1 hour'
            ORDER BY received_at LIMIT $2))
  RETURNING id`;
const DELETE_UNMATCHED = deleteStray('unmatched');
const DELETE_IGNORED = deleteStray('ignored');

/** The SQL of retention. Each method returns how many rows it has changed or deleted. */
@Injectable()
export class RetentionRepository {
  constructor(private readonly database: Database) {}

  /** Empties the bodies of webhook events older than so many days. */
  emptyWebhookBodies(days: number, limit: number): Promise<number> {
    return this.changedRows(EMPTY_BODIES, days, limit);
  }

  /** Deletes webhook events older than so many days. */
  deleteWebhooks(days: number, limit: number): Promise<number> {
    return this.changedRows(DELETE_EVENTS, days, limit);
  }

  /** Deletes provider keys that were replaced or deleted more than so many ms ago. */
  deleteRetiredKeys(ageMs: number, limit: number): Promise<number> {
    return this.changedRows(DELETE_RETIRED_KEYS, ageMs, limit);
  }

  /** Deletes events older than so many hours that match no payment. */
  deleteUnmatched(hours: number, limit: number): Promise<number> {
    return this.changedRows(DELETE_UNMATCHED, hours, limit);
  }

  /** Deletes events older than so many hours that are not about collections. */
  deleteIgnored(hours: number, limit: number): Promise<number> {
    return this.changedRows(DELETE_IGNORED, hours, limit);
  }

  private async changedRows(statement: string, age: number, limit: number): Promise<number> {
    return (await this.database.query(statement, [age, limit])).length;
  }
}
