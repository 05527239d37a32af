import { Injectable } from '@nestjs/common';
import { newIdAt } from '../common/ids/uuid.js';
import { Database } from '../database/database.js';
import { statement } from '../database/statement.js';
import { type EventCursor } from './event-cursor.js';

/** How long an epoch is the current one, while somebody reads events, in seconds. */
const EPOCH_SECONDS = 60;
/** How long cursors are valid. */
const CURSOR_DAYS = 7;

/** SQL: the cluster and its timeline. A replica that becomes the primary begins another timeline. */
const CLUSTER = `
  ((SELECT system_identifier FROM pg_control_system()) || '/'
    || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))`;
/** SQL: the database in its cluster, and the table in it: both are others after a restore. */
const RELATION = `
  ((SELECT oid FROM pg_database WHERE datname = current_database()) || '/'
    || 'event_epochs'::regclass::oid)`;

/**
 * SQL: whether the cursors of an epoch `e` may be given out: it is of this database, since its server
 * has started, and not old.
 */
export const IS_CURRENT_EPOCH = `
  (e.server_started = pg_postmaster_start_time() AND e.relation = ${RELATION}
   AND e.began_at > now() - interval '${EPOCH_SECONDS} seconds')`;

/** SQL: the newest epoch. */
export const NEWEST_EPOCH = `
  SELECT * FROM event_epochs ORDER BY began_at DESC LIMIT 1`;

// Two servers at once would both begin one, and the second would forget that of the first.
const LOCK = statement<unknown, Record<string, never>>(
  'lock_event_epochs',
  `LOCK TABLE event_epochs IN SHARE ROW EXCLUSIVE MODE`,
);

const NEWEST = statement<Newest, Record<string, never>>(
  'newest_event_epoch',
  `
  SELECT clock_timestamp()::timestamptz(3) AS now,
         coalesce(${IS_CURRENT_EPOCH}, false) AS "isCurrent",
         coalesce(e.cluster = ${CLUSTER} AND e.relation = ${RELATION}, false) AS "isContinued"
    FROM (SELECT) AS always LEFT JOIN LATERAL (${NEWEST_EPOCH}) AS e ON true`,
);

const FORGET = statement<unknown, Record<string, never>>(
  'forget_event_epochs',
  `DELETE FROM event_epochs`,
);
const BEGIN = statement<unknown, { id: string; beganAt: Date }>(
  'begin_event_epoch',
  `
  INSERT INTO event_epochs (id, began_at, cluster, relation, server_started)
  VALUES (:id, :beganAt, ${CLUSTER}, ${RELATION}, pg_postmaster_start_time())`,
);

const FIND = statement<{ id: string }, EventCursor>(
  'find_event_epoch',
  `
  SELECT id FROM event_epochs
   WHERE id = :epoch AND began_at > now() - interval '${CURSOR_DAYS} days'
     AND :id <= coalesce(pg_sequence_last_value('events_id_seq'), 0)`,
);

const DELETE_OLD = statement<{ id: string }, { limit: number }>(
  'delete_old_event_epochs',
  `
  DELETE FROM event_epochs
   WHERE id = ANY (ARRAY(
           SELECT id FROM event_epochs
            WHERE began_at < now() - interval '${CURSOR_DAYS} days'
            ORDER BY began_at LIMIT :limit))
  RETURNING id`,
);

interface Newest {
  readonly now: Date;
  readonly isCurrent: boolean;
  /** Whether it is of this life of the database. */
  readonly isContinued: boolean;
}

/**
 * The epochs of the database: each cursor of events names the one in which it was given out. While
 * somebody reads, a new one begins each minute, so a database that is put back to an earlier state,
 * in whatever way, does not know the cursors of later minutes.
 *
 * A backup that is restored into another cluster or database, and a replica that has become the
 * primary, are another life of the database: none of its earlier cursors counts any more.
 */
@Injectable()
export class EventEpochs {
  constructor(private readonly database: Database) {}

  /** Begins an epoch, unless another server has done it meanwhile. */
  begin(): Promise<void> {
    return this.database.transaction(async (tx) => {
      await tx.query(LOCK({}));
      const [newest] = await tx.query(NEWEST({}));
      if (!newest || newest.isCurrent) return;
      const { now: beganAt, isContinued } = newest;
      if (!isContinued) await tx.query(FORGET({}));
      // Its id begins with the time by the clock of the database.
      await tx.query(BEGIN({ id: newIdAt(beganAt), beganAt }));
    });
  }

  /** Whether the database knows the epoch of a cursor, and has come as far as the cursor. */
  async knows(cursor: EventCursor): Promise<boolean> {
    return (await this.database.query(FIND(cursor))).length > 0;
  }

  /** Deletes epochs whose cursors are not valid any more. @returns how many */
  async deleteOld(limit: number): Promise<number> {
    return (await this.database.query(DELETE_OLD({ limit }))).length;
  }
}
