import { Inject, Injectable } from '@nestjs/common';
import { currentClient } from '../common/http/request-context.js';
import { type ClientInfo } from '../common/http/client-info.js';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { Database, type Sql } from '../database/database.js';
import { statement } from '../database/statement.js';
import {
  SECURITY_EVENTS,
  type SecurityDetails,
  type SecurityEvent,
  splitDetails,
} from './security-events.js';

/** The parameters of {@link insertSecurityEvent}. */
export interface SecurityEventRow extends ClientInfo {
  readonly userId: number;
  readonly kind: string;
  readonly subjectType: string | null;
  readonly subjectId: string | null;
  /** JSON. */
  readonly details: string;
}

/**
 * The SQL that inserts an event.
 *
 * @param source SQL after the values: `FROM session` inserts one for each row of `session`
 */
export const insertSecurityEvent = (source: string): string => `
  INSERT INTO security_events (user_id, kind, ip, user_agent, subject_type, subject_id, details)
  SELECT :userId, :kind, :ip, :userAgent, :subjectType, :subjectId, :details::jsonb ${source}`;

const INSERT = statement<unknown, SecurityEventRow>(
  'insert_security_event',
  insertSecurityEvent(''),
);

/**
 * The events about authentication, keys, manual overrides of payments, and access that operators give,
 * extend and revoke: as a log line with `security: true`, and as a row that its operator can read.
 */
@Injectable()
export class SecurityLog {
  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly database: Database,
  ) {}

  /** Writes the log line of an event. */
  write(event: SecurityEvent, details: SecurityDetails): void {
    const [level, sentence] = SECURITY_EVENTS[event];
    this.logger[level]({ security: true, event, ...details }, sentence);
  }

  /**
   * Writes the row of an event, with where the current request comes from. In the transaction of a
   * change it is committed with the change; the line is written after that.
   */
  async record(
    sql: Sql,
    event: SecurityEvent,
    { userId, ...details }: SecurityDetails,
  ): Promise<void> {
    const [, , isStored] = SECURITY_EVENTS[event];
    if (userId === null || !isStored) return;
    await sql.query(INSERT(this.rowOf(event, userId, details)));
  }

  /** The row of an event, for a statement that writes it with a change. */
  rowOf(
    event: SecurityEvent,
    userId: number,
    given: Omit<SecurityDetails, 'userId'>,
  ): SecurityEventRow {
    const { details, ...subject } = splitDetails(given);
    return {
      userId,
      kind: event,
      ...currentClient(),
      ...subject,
      details: JSON.stringify(details),
    };
  }

  /** Writes the line and the row of an event that no transaction belongs to. */
  async add(event: SecurityEvent, details: SecurityDetails): Promise<void> {
    this.write(event, details);
    await this.record(this.database, event, details);
  }
}
