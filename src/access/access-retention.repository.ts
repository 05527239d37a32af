import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

// Ids grow with time, so the oldest rows are found without an index on the time.
const DELETE_LOGIN_ATTEMPTS = `
  DELETE FROM login_attempts
   WHERE id = ANY (ARRAY(
           SELECT id
             FROM (SELECT id, created_at FROM login_attempts ORDER BY id LIMIT $2) AS oldest
            WHERE created_at < now() - $1::integer * interval '1 day'))
  RETURNING id`;

const DELETE_LOGIN_TICKETS = `
  DELETE FROM login_tickets
   WHERE ticket_hash = ANY (ARRAY(
           SELECT ticket_hash FROM login_tickets
            WHERE expires_at < now() - $1::integer * interval '1 day'
            ORDER BY expires_at LIMIT $2))
  RETURNING ticket_hash`;

// The window of the guessing limit is ten minutes, so older counters are useless.
const DELETE_UNKNOWN_LOGINS = `
  DELETE FROM radius.unknown_logins
   WHERE ctid = ANY (ARRAY(
           SELECT ctid FROM radius.unknown_logins
            WHERE window_start < now() - $1::integer * interval '1 day'
            ORDER BY window_start LIMIT $2 FOR UPDATE SKIP LOCKED))
  RETURNING router_id`;

const DELETE_COA_REQUESTS = `
  DELETE FROM coa_requests
   WHERE session_id = ANY (ARRAY(
           SELECT session_id FROM coa_requests
            WHERE finished_at < now() - $1::integer * interval '1 day'
            ORDER BY finished_at LIMIT $2))
     AND finished_at < now() - $1::integer * interval '1 day'
  RETURNING session_id`;

/** The SQL that purges records of logins. Each method returns how many rows it has deleted. */
@Injectable()
export class AccessRetentionRepository {
  constructor(private readonly database: Database) {}

  /** Deletes records of logins older than so many days. */
  deleteLoginAttempts(days: number, limit: number): Promise<number> {
    return this.deletedRows(DELETE_LOGIN_ATTEMPTS, days, limit);
  }

  /** Deletes login tickets that ended more than so many days ago. */
  deleteLoginTickets(days: number, limit: number): Promise<number> {
    return this.deletedRows(DELETE_LOGIN_TICKETS, days, limit);
  }

  /** Deletes counters of unknown logins older than so many days. */
  deleteUnknownLogins(days: number, limit: number): Promise<number> {
    return this.deletedRows(DELETE_UNKNOWN_LOGINS, days, limit);
  }

  /** Deletes requests to routers that were done more than so many days ago. */
  deleteCoaRequests(days: number, limit: number): Promise<number> {
    return this.deletedRows(DELETE_COA_REQUESTS, days, limit);
  }

  private async deletedRows(statement: string, days: number, limit: number): Promise<number> {
    return (await this.database.query(statement, [days, limit])).length;
  }
}
