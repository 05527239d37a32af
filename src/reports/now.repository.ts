import { Inject, Injectable } from '@nestjs/common';
import { IS_SILENT_NAS } from '../access/radius/silent-nas.sql.js';
import { type Sql } from '../database/database.js';
import { ReadDatabase } from '../database/read-database.js';
import { statement } from '../database/statement.js';
import {
  PAYMENT_BRIEF_COLUMNS,
  type PaymentBriefRow,
  ROUTER_OF_PAYMENT,
} from '../payments/read/index.js';
import { type ProviderCode } from '../providers/provider-code.js';

/** How many of the newest sales are shown. */
const LAST_SALES = 10;
/** Counts stop here: it says that there is much to do, and a larger number says no more. */
const MOST_COUNTED = 1_000;
/** Routers and credentials that are named one by one. */
const MOST_NAMED = 20;
/** The newest payments by which the keys and the webhooks of a provider are judged. */
const JUDGED_PAYMENTS = 50;

interface Owned {
  readonly userId: number;
}

/** What is going on, and what waits for the operator. */
export interface Figures {
  readonly asOf: Date;
  /** Open sessions. */
  readonly online: number;
  /** Open payments. */
  readonly waiting: number;
  readonly reviews: number;
  /** When the oldest payment under review was made. */
  readonly reviewsSince: Date | null;
  readonly unmatchedReceipts: number;
  readonly unmatchedSince: Date | null;
  readonly routers: number;
  readonly routersWithoutPackage: number;
  /** The oldest of them. */
  readonly routerWithoutPackage: number | null;
  readonly nameOfThatRouter: string | null;
  readonly credentials: number;
}

/** A router that should be heard and is not. */
export interface SilentRouter {
  readonly id: number;
  readonly name: string;
  /** When it was heard last, or since when it does not answer. */
  readonly since: Date;
}

/** Active credentials, as far as their provider refuses them or sends no webhooks. */
export interface JudgedCredential {
  readonly id: number;
  readonly provider: ProviderCode;
  /** The first refusal since the last time that the keys were accepted. */
  readonly refusedSince: Date | null;
  /** The first of the judged sales, none of which a webhook told of. */
  readonly silentSince: Date | null;
  /** How many sales those are. */
  readonly silentSales: number;
}

const counted = (rows: string): string =>
  `(SELECT count(*)::integer FROM (SELECT FROM ${rows} LIMIT ${MOST_COUNTED}) AS counted)`;

const UNDER_REVIEW = 'payments p WHERE p.user_id = :userId AND p.review_reason IS NOT NULL';
const UNMATCHED = `receipts t WHERE t.user_id = :userId AND t.state = 'unmatched'`;

const FIGURES = statement<Figures, Owned>(
  'now_figures',
  `
  WITH router AS MATERIALIZED (
    SELECT r.id, r.name,
           EXISTS (SELECT FROM packages k
                    WHERE k.user_id = r.user_id AND k.router_id = r.id AND k.is_active
                      AND k.archived_at IS NULL) AS sells
      FROM routers r WHERE r.user_id = :userId AND r.archived_at IS NULL
  ), unready AS (SELECT id, name FROM router WHERE NOT sells ORDER BY id LIMIT 1)
  SELECT now()::timestamptz(3) AS "asOf",
         (SELECT count(*)::integer FROM accounting_sessions s
           WHERE s.user_id = :userId AND s.stopped_at IS NULL) AS online,
         (SELECT count(*)::integer FROM payments p
           WHERE p.user_id = :userId AND p.status IN ('pending', 'processing')) AS waiting,
         ${counted(UNDER_REVIEW)} AS reviews,
         (SELECT p.created_at FROM ${UNDER_REVIEW} ORDER BY p.created_at, p.id LIMIT 1)
           AS "reviewsSince",
         ${counted(UNMATCHED)} AS "unmatchedReceipts",
         (SELECT t.created_at FROM ${UNMATCHED} ORDER BY t.created_at, t.id LIMIT 1)
           AS "unmatchedSince",
         (SELECT count(*)::integer FROM router) AS routers,
         (SELECT count(*)::integer FROM router WHERE NOT sells) AS "routersWithoutPackage",
         (SELECT id FROM unready) AS "routerWithoutPackage",
         (SELECT name FROM unready) AS "nameOfThatRouter",
         (SELECT count(*)::integer FROM credentials c
           WHERE c.user_id = :userId AND c.is_active) AS credentials`,
);

const LAST = statement<PaymentBriefRow, Owned>(
  'now_last_sales',
  `
  SELECT ${PAYMENT_BRIEF_COLUMNS}
    FROM (SELECT * FROM payments p
           WHERE p.user_id = :userId AND p.completed_at IS NOT NULL
           ORDER BY p.completed_at DESC, p.id DESC LIMIT ${LAST_SALES}) p
    JOIN routers r ON ${ROUTER_OF_PAYMENT}
   ORDER BY p.completed_at DESC, p.id DESC`,
);

const SILENT = statement<SilentRouter, Owned>(
  'now_silent_routers',
  `
  SELECT r.id, r.name,
         CASE r.access_method WHEN 'radius' THEN n.last_packet_at ELSE r.unreachable_since END AS since
    FROM routers r LEFT JOIN radius.nas n ON n.router_id = r.id
   WHERE r.user_id = :userId AND r.archived_at IS NULL
     AND CASE r.access_method
           WHEN 'routeros_api' THEN r.unreachable_since < now() - 3 * radius.interim_interval()
           WHEN 'radius' THEN ${IS_SILENT_NAS}
           ELSE false
         END
   ORDER BY since, r.id LIMIT ${MOST_NAMED}`,
);

// The provider's last word on the keys counts: whether it took an attempt that was made with them,
// refused one because of them, or answered when the operator had them verified. Only the present
// version of the keys is judged. A sale that was paid by its invoice should have had a webhook.
const JUDGED = statement<JudgedCredential, Owned>(
  'now_judged_credentials',
  `
  WITH credential AS MATERIALIZED (
    SELECT c.id, c.provider, c.version FROM credentials c
     WHERE c.user_id = :userId AND c.is_active ORDER BY c.id DESC LIMIT ${MOST_NAMED}
  ), recent AS MATERIALIZED (
    SELECT c.id AS credential_id, p.id, p.completed_at, p.paid_invoice_id, a.number, a.created_at,
           a.delivery
      FROM credential c
     CROSS JOIN LATERAL (
             SELECT p.id, p.completed_at, p.paid_invoice_id FROM payments p
              WHERE p.user_id = :userId AND p.payment_provider = c.provider
                AND p.created_at > now() - interval '1 day'
              ORDER BY p.created_at DESC, p.id DESC LIMIT ${JUDGED_PAYMENTS}) p
      JOIN payment_attempts a ON a.payment_id = p.id AND a.credential_id = c.id
                             AND a.credential_version = c.version
  ), answer AS MATERIALIZED (
    SELECT r.credential_id, r.created_at AS at, r.delivery = 'accepted' AS is_accepted
      FROM recent r
     WHERE r.delivery = 'accepted'
        OR r.delivery = 'refused'
           AND EXISTS (SELECT FROM payment_history h
                        WHERE h.payment_id = r.id AND h.attempt = r.number
                          AND h.event = 'refused' AND h.evidence ->> 'about' = 'credentials')
    UNION ALL
    SELECT c.id, e.created_at, (e.details ->> 'isAccepted')::boolean
      FROM (SELECT e.created_at, e.subject_id, e.details FROM security_events e
             WHERE e.user_id = :userId AND e.kind = 'credential_verified'
             ORDER BY e.created_at DESC, e.id DESC LIMIT ${JUDGED_PAYMENTS}) e
      JOIN credential c ON e.subject_id = c.id::text
                       AND (e.details ->> 'version')::integer = c.version
  ), sale AS MATERIALIZED (
    SELECT r.credential_id, r.completed_at,
           EXISTS (SELECT FROM webhook_events w WHERE w.payment_id = r.id) AS is_heard
      FROM recent r
     WHERE r.completed_at < now() - interval '2 minutes' AND r.paid_invoice_id IS NOT NULL
  )
  SELECT c.id, c.provider,
         (SELECT min(a.at) FROM answer a
           WHERE a.credential_id = c.id AND NOT a.is_accepted
             AND a.at > coalesce((SELECT max(o.at) FROM answer o
                                   WHERE o.credential_id = c.id AND o.is_accepted),
                                 '-infinity')) AS "refusedSince",
         s.since AS "silentSince", coalesce(s.sales, 0) AS "silentSales"
    FROM credential c
    LEFT JOIN LATERAL (
           SELECT min(completed_at) AS since, count(*)::integer AS sales FROM sale
            WHERE credential_id = c.id HAVING count(*) > 0 AND NOT bool_or(is_heard)) s ON true
   ORDER BY c.id`,
);

/** Reads what is going on now; each statement costs the same however long the history is. */
@Injectable()
export class NowRepository {
  constructor(@Inject(ReadDatabase) private readonly reads: Sql) {}

  async figures(userId: number): Promise<Figures> {
    const [row] = await this.reads.query(FIGURES({ userId }));
    if (!row) throw new Error('Counts are a row');
    return row;
  }

  /** The newest completed payments. */
  lastSales(userId: number): Promise<PaymentBriefRow[]> {
    return this.reads.query(LAST({ userId }));
  }

  /** The routers that have been silent longest. */
  silentRouters(userId: number): Promise<SilentRouter[]> {
    return this.reads.query(SILENT({ userId }));
  }

  /** The active credentials. */
  judgedCredentials(userId: number): Promise<JudgedCredential[]> {
    return this.reads.query(JUDGED({ userId }));
  }
}
