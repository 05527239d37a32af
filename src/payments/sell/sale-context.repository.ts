import { Injectable } from '@nestjs/common';
import { activeAccount, type SealedAccount } from '../../credentials/sealed-account.sql.js';
import {
  type BatchedQuery,
  batchedQuery,
  type Keys,
  type Placed,
} from '../../database/batched-query.js';
import { safeInteger } from '../../database/columns.js';
import { Database } from '../../database/database.js';
import { prepared, statement } from '../../database/statement.js';
import { NEWEST_ATTEMPT } from '../payment-record.js';
import { type SaleRequest } from './sale.js';

/** The rows that a request refers to; each part is null where there is none. */
export interface SaleContext {
  readonly routerId: number | null;
  readonly package: {
    readonly name: string;
    readonly priceMinor: number;
    readonly currency: string;
    readonly durationHours: number;
    readonly downloadSpeedMbps: number;
    readonly uploadSpeedMbps: number;
    readonly deviceLimit: number;
    readonly dataCapMb: number | null;
  } | null;
  readonly credential: SealedAccount | null;
}

const ACCOUNT = activeAccount({ userId: 'asked.user_id', provider: 'asked.provider' });

const CONTEXT = prepared<Placed<ContextRow>, Keys>(
  'sale_context',
  `
  SELECT asked.place, r.id AS "routerId",
         k.name, k.price_minor AS "priceMinor", k.currency, k.duration_hours AS "durationHours",
         k.download_speed_mbps AS "downloadSpeedMbps", k.upload_speed_mbps AS "uploadSpeedMbps",
         k.device_limit AS "deviceLimit", k.data_cap_mb AS "dataCapMb",
         c.account AS credential
    FROM json_to_recordset(:keys)
           AS asked (place integer, user_id integer, router_id integer, package_id integer,
                     provider text)
    LEFT JOIN routers r ON r.user_id = asked.user_id AND r.id = asked.router_id
                       AND r.archived_at IS NULL
    LEFT JOIN packages k ON k.user_id = asked.user_id AND k.id = asked.package_id
                        AND k.router_id = r.id AND k.is_active AND k.archived_at IS NULL
    LEFT JOIN LATERAL (${ACCOUNT}) AS c ON true`,
);

/** The facts besides the payment that decide about a retry. */
export interface RetryContext {
  /** Whether the router exists. */
  readonly hasRouter: boolean;
  /** Whether the package is on sale. */
  readonly isOnSale: boolean;
  readonly credential: SealedAccount | null;
  /**
   * Whether its newest attempt has expired without a review since, so that it is unknown whether it
   * was paid.
   */
  readonly hasExpired: boolean;
}

// The account that the payment was made with; if it is gone or inactive, the newest active one of
// the same environment: test money stays test money.
const RETRY_ACCOUNT = activeAccount({
  userId: 'p.user_id',
  provider: 'p.payment_provider',
  environment: 'a.environment',
  preferredId: 'a.credential_id',
});

const RETRY_CONTEXT = statement<RetryContext, { userId: number; paymentId: string }>(
  'retry_context',
  `
  SELECT r.id IS NOT NULL AS "hasRouter", k.id IS NOT NULL AS "isOnSale",
         EXISTS (SELECT FROM payment_history h
                  WHERE h.payment_id = p.id AND h.attempt = a.number AND h.event = 'expired')
         AND NOT EXISTS (SELECT FROM payment_history h
                          WHERE h.payment_id = p.id AND h.attempt = a.number
                            AND h.source = 'operator')
           AS "hasExpired",
         c.account AS credential
    FROM payments p
    JOIN payment_attempts a ON ${NEWEST_ATTEMPT}
    LEFT JOIN routers r ON r.user_id = p.user_id AND r.id = p.router_id AND r.archived_at IS NULL
    LEFT JOIN packages k ON k.user_id = p.user_id AND k.id = p.package_id AND k.router_id = r.id
                        AND k.is_active AND k.archived_at IS NULL
    LEFT JOIN LATERAL (${RETRY_ACCOUNT}) AS c ON true
   WHERE p.user_id = :userId AND p.id = :paymentId`,
);

/** Reads the rows that the checks of a sale and of a retry need. */
@Injectable()
export class SaleContextRepository {
  private readonly contexts: BatchedQuery<ContextRow>;

  constructor(private readonly database: Database) {
    this.contexts = batchedQuery(database, CONTEXT);
  }

  /**
   * Finds router, package and credentials of a request, with the owner in each condition.
   * Simultaneous requests for the same package share one query.
   */
  async find(request: SaleRequest): Promise<SaleContext> {
    const [row] = await this.contexts({
      user_id: request.userId,
      router_id: request.routerId,
      package_id: request.packageId,
      provider: request.provider,
    });
    if (!row) throw new Error('The context of a sale is always one row');
    return contextFrom(row);
  }

  /**
   * Finds router, package and keys of a payment as they are now; null when there is no such
   * payment.
   */
  async findForRetry(userId: number, paymentId: string): Promise<RetryContext | null> {
    const [row] = await this.database.query(RETRY_CONTEXT({ userId, paymentId }));
    return row ?? null;
  }
}

interface ContextRow {
  readonly routerId: number | null;
  readonly name: string | null;
  readonly priceMinor: string;
  readonly currency: string;
  readonly durationHours: number;
  readonly downloadSpeedMbps: number;
  readonly uploadSpeedMbps: number;
  readonly deviceLimit: number;
  readonly dataCapMb: number | null;
  readonly credential: SealedAccount | null;
}

function contextFrom(row: ContextRow): SaleContext {
  return {
    routerId: row.routerId,
    package:
      row.name === null
        ? null
        : {
            name: row.name,
            priceMinor: safeInteger(row.priceMinor),
            currency: row.currency,
            durationHours: row.durationHours,
            downloadSpeedMbps: row.downloadSpeedMbps,
            uploadSpeedMbps: row.uploadSpeedMbps,
            deviceLimit: row.deviceLimit,
            dataCapMb: row.dataCapMb,
          },
    credential: row.credential,
  };
}
