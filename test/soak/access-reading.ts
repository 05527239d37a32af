import { type Pool } from 'pg';
import { type AcceptedLogin, type EntitlementRow, type PaidDevice } from './access-books.js';

/** A device at the router of a shop, and how long its chain runs. */
export interface DeviceRow {
  readonly routerId: number;
  readonly mac: string;
  readonly code: string | null;
  readonly chainId: string | null;
  readonly secondsLeft: number | null;
}

/** An ended session: how many seconds after the end of what was bought. */
export interface EndRow {
  readonly mac: string;
  readonly cause: string | null;
  readonly lateS: number | null;
}

/** Reads what the server's database says of access. */
export class AccessReading {
  constructor(private readonly pool: Pool) {}

  payments(): Promise<PaidDevice[]> {
    return this.rows<PaidDevice>(
      `SELECT id, mac_address AS mac, status, duration_hours AS "durationHours",
              completed_at AS "completedAt"
         FROM payments ORDER BY created_at, id`,
    );
  }

  entitlements(): Promise<EntitlementRow[]> {
    return this.rows<EntitlementRow>(
      `SELECT chain_id AS "chainId", payment_id AS "paymentId", starts_at AS "startsAt",
              ends_at AS "endsAt"
         FROM entitlements`,
    );
  }

  accepted(): Promise<AcceptedLogin[]> {
    return this.rows<AcceptedLogin>(
      `SELECT chain_id AS "chainId", mac_address AS mac, created_at AS at
         FROM login_attempts WHERE outcome = 'accept'`,
    );
  }

  /** All devices of chains, and those of payments that did not complete, which have no chain. */
  devices(): Promise<DeviceRow[]> {
    return this.rows<DeviceRow>(
      `SELECT e.router_id AS "routerId", d.mac_address AS mac, e.access_code AS code,
              e.id AS "chainId",
              extract(epoch FROM (SELECT max(l.ends_at) FROM entitlements l
                                   WHERE l.chain_id = e.id) - now())::float8 AS "secondsLeft"
         FROM entitlements e JOIN devices d ON d.chain_id = e.id
       UNION ALL
       SELECT p.router_id, p.mac_address, NULL, NULL, NULL
         FROM payments p
        WHERE NOT EXISTS (SELECT FROM devices d WHERE d.mac_address = p.mac_address)
          AND NOT EXISTS (SELECT FROM entitlements e WHERE e.payment_id = p.id)`,
    );
  }

  /** Lets chains end in so many seconds, as if the time between were over. */
  async letEnd(chainIds: readonly string[], seconds: number): Promise<void> {
    await this.pool.query(
      `UPDATE entitlements e
          SET starts_at = e.starts_at - gone.by, ends_at = e.ends_at - gone.by
         FROM (SELECT chain_id, max(ends_at) - now() - $1 * interval '1 second' AS by
                 FROM entitlements WHERE chain_id = ANY ($2::uuid[]) GROUP BY chain_id) AS gone
        WHERE gone.chain_id = e.chain_id`,
      [seconds, chainIds],
    );
  }

  /** The last session of each device. */
  ends(): Promise<EndRow[]> {
    return this.rows<EndRow>(
      `SELECT DISTINCT ON (s.mac_address) s.mac_address AS mac, s.stop_cause AS cause,
              extract(epoch FROM s.stopped_at - (SELECT max(e.ends_at) FROM entitlements e
                                                  WHERE e.chain_id = s.chain_id))::float8 AS "lateS"
         FROM accounting_sessions s ORDER BY s.mac_address, s.started_at DESC`,
    );
  }

  private async rows<Row extends object>(sql: string): Promise<Row[]> {
    return (await this.pool.query<Row>(sql)).rows;
  }
}
