import { Injectable } from '@nestjs/common';
import { type SecurityEventEntity } from '../auth/security-event.entity.js';
import { type PageAsked } from '../common/http/paging.js';
import { type Page } from '../common/pagination/page.js';
import { Database } from '../database/database.js';
import { keyset, pageOf } from '../database/keyset.js';
import { queryOf, statement } from '../database/statement.js';

/** An event as its operator reads it. */
export type ListedSecurityEvent = Omit<SecurityEventEntity, 'userId'> & {
  /** The name of a router, the provider of credentials, the receipt of a payment. */
  readonly subjectName: string | null;
};

// The names are read for the rows of the page only, each by its key and its owner.
const listed = (condition: string, kind: string, orderBy: string): string => `
  SELECT e.id, e.kind, e.created_at AS "createdAt", e.ip, e.user_agent AS "userAgent",
         e.subject_type AS "subjectType", e.subject_id AS "subjectId", e.details,
         CASE e.subject_type
           WHEN 'router' THEN (SELECT r.name FROM routers r
                                WHERE r.user_id = e.user_id AND r.id = e.subject_id::integer)
           WHEN 'credential' THEN (SELECT c.provider FROM credentials c
                                    WHERE c.user_id = e.user_id AND c.id = e.subject_id::integer)
           WHEN 'payment' THEN (SELECT p.mpesa_reference FROM payments p
                                 WHERE p.user_id = e.user_id AND p.id = e.subject_id::uuid)
         END AS "subjectName"
    FROM security_events e
   WHERE e.user_id = :userId AND ${kind} AND ${condition}
   ORDER BY ${orderBy} LIMIT :most`;

const DELETE_OLD = statement<{ id: string }, { days: number; limit: number }>(
  'clean_security_events',
  `DELETE FROM security_events
    WHERE id = ANY (ARRAY(
            SELECT id
              FROM (SELECT id, created_at FROM security_events ORDER BY id LIMIT :limit) AS oldest
             WHERE created_at < now() - :days::integer * interval '1 day'))
   RETURNING id`,
);

/** The events that operators can read. */
@Injectable()
export class SecurityLogRepository {
  constructor(private readonly database: Database) {}

  /** The events of an operator, newest first; only those of one kind when it is given. */
  async list(
    userId: number,
    kind: string | undefined,
    asked: PageAsked,
  ): Promise<Page<ListedSecurityEvent>> {
    const { condition, orderBy, parameters } = keyset(asked, 'e.created_at', 'e.id');
    const ofKind = kind === undefined ? 'true' : 'e.kind = :kind';
    const query = queryOf<ListedSecurityEvent>(listed(condition, ofKind, orderBy), {
      userId,
      kind,
      ...parameters,
    });
    return pageOf(await this.database.query(query), asked, ({ createdAt }) => createdAt);
  }

  /**
   * Deletes at most `limit` events that are older than so many days. Ids grow with time, so the oldest
   * are found by their key. Returns how many.
   */
  async deleteOlderThan(days: number, limit: number): Promise<number> {
    return (await this.database.query(DELETE_OLD({ days, limit }))).length;
  }
}
