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

const INSERT = statement<
  unknown,
  ClientInfo & {
    userId: number;
    kind: string;
    subjectType: string | null;
    subjectId: string | null;
    details: string;
  }
>(
  'insert_security_event',
  `INSERT INTO security_events
     (user_id, kind, ip, user_agent, subject_type, subject_id, details)
   VALUES (:userId, :kind, :ip, :userAgent, :subjectType, :subjectId, :details::jsonb)`,
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
  async record(sql: Sql, event: SecurityEvent, given: SecurityDetails): Promise<void> {
    const { userId } = given;
    const [, , isStored] = SECURITY_EVENTS[event];
    if (userId === null || !isStored) return;
    const { details, ...subject } = splitDetails(given);
    await sql.query(
      INSERT({
        userId,
        kind: event,
        ...currentClient(),
        ...subject,
        details: JSON.stringify(details),
      }),
    );
  }

  /** Writes the line and the row of an event that no transaction belongs to. */
  async add(event: SecurityEvent, details: SecurityDetails): Promise<void> {
    this.write(event, details);
    await this.record(this.database, event, details);
  }
}
