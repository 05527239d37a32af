import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../../database/database.js';
import { statement } from '../../database/statement.js';

/** A stretch of time that has not been counted yet. */
export interface Uncounted {
  readonly after: Date;
  readonly until: Date;
  /** Rejected logins that were counted, by hour and reason. */
  readonly rejects: Readonly<Record<string, number>>;
  /** Whether nothing was ever counted: then what is there already is not counted either. */
  readonly isFirst: boolean;
}

/** Rejected logins of one hour. */
export interface RejectedLogins {
  /** The hour and the reason: the key by which they are remembered. */
  readonly key: string;
  readonly reason: string;
  readonly count: number;
}

const START = statement<{ name: string }, { name: string }>(
  'start_access_count',
  `INSERT INTO access_counts (name) VALUES (:name) ON CONFLICT (name) DO NOTHING RETURNING name`,
);
const LOCK = statement<
  { after: Date; until: Date; rejects: Record<string, number> },
  { name: string; delayS: number }
>(
  'lock_access_count',
  `
  SELECT counted_until AS after, rejects,
         greatest(counted_until, now() - :delayS::integer * interval '1 second')::timestamptz(3)
           AS until
    FROM access_counts WHERE name = :name FOR NO KEY UPDATE`,
);
const MOVE = statement<unknown, { name: string; until: Date; rejects: string }>(
  'move_access_count',
  `UPDATE access_counts SET counted_until = :until, rejects = :rejects::jsonb WHERE name = :name`,
);

// An entitlement that continues another one is used without a login.
const FIRST_LOGINS = statement<{ seconds: number }, { method: string; after: Date; until: Date }>(
  'find_first_logins',
  `
  SELECT greatest(0, extract(epoch FROM e.first_login_at - p.completed_at))::double precision
           AS seconds
    FROM entitlements e
    JOIN payments p ON p.id = e.payment_id
    JOIN routers r ON r.id = e.router_id
   WHERE e.first_login_at > :after AND e.first_login_at <= :until
     AND e.previous_id IS NULL AND p.completed_at IS NOT NULL AND r.access_method = :method`,
);

const ACCEPTED = statement<{ count: number }, { after: Date; until: Date }>(
  'count_accepted_logins',
  `
  SELECT coalesce(sum(found.count), 0)::integer AS count
    FROM routers r
   CROSS JOIN LATERAL (
           SELECT count(*) FROM login_attempts a
            WHERE a.router_id = r.id AND a.created_at > :after AND a.created_at <= :until
              AND a.outcome = 'accept') AS found
   WHERE r.access_method <> 'none'`,
);

// The row of an hour grows only during that hour.
const REJECTED = statement<RejectedLogins, { after: Date }>(
  'count_rejected_logins',
  `
  SELECT to_char(found.hour AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI') || ' ' || found.reason AS key,
         coalesce(found.reason, '') AS reason, sum(found.count)::integer AS count
    FROM routers r
   CROSS JOIN LATERAL (
           SELECT a.hour, a.reason, sum(a.count) AS count FROM login_attempts a
            WHERE a.router_id = r.id AND a.hour > :after::timestamptz - interval '1 hour'
              AND a.outcome = 'reject'
            GROUP BY 1, 2) AS found
   WHERE r.access_method <> 'none'
   GROUP BY found.hour, found.reason`,
);

/** The SQL that counts logins. */
@Injectable()
export class AccessCountsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Has `count` count what is new, and moves on. Several processes may do so at once: the later one
   * waits, and finds what came since.
   *
   * @param delayS what is younger is left for the next time: it may not be committed yet
   * @param count returns the rejected logins to remember
   */
  async countNew<T>(
    name: string,
    delayS: number,
    count: (
      tx: Sql,
      uncounted: Uncounted,
    ) => Promise<{
      readonly counted: T;
      readonly rejects: Readonly<Record<string, number>>;
    }>,
  ): Promise<T | null> {
    return this.database.transaction(async (tx) => {
      const isFirst = (await tx.query(START({ name }))).length > 0;
      const [row] = await tx.query(LOCK({ name, delayS }));
      if (!row) return null;
      const { counted, rejects } = await count(tx, { ...row, isFirst });
      await tx.query(MOVE({ name, until: row.until, rejects: JSON.stringify(rejects) }));
      return counted;
    });
  }

  /** How many seconds passed between payment and first login, for each first login. */
  async firstLogins(tx: Sql, method: string, { after, until }: Uncounted): Promise<number[]> {
    const rows = await tx.query(FIRST_LOGINS({ method, after, until }));
    return rows.map(({ seconds }) => seconds);
  }

  async acceptedLogins(tx: Sql, { after, until }: Uncounted): Promise<number> {
    return (await tx.query(ACCEPTED({ after, until })))[0]?.count ?? 0;
  }

  /** All rejected logins of the hours that may have grown. */
  rejectedLogins(tx: Sql, { after }: Uncounted): Promise<RejectedLogins[]> {
    return tx.query(REJECTED({ after }));
  }
}
