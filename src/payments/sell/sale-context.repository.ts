import { Injectable } from '@nestjs/common';
import {
  activeAccount,
  preferredAccount,
  type SealedAccount,
} from '../../credentials/sealed-account.sql.js';
import {
  type BatchedQuery,
  batchedQuery,
  type Keys,
  type Placed,
} from '../../database/batched-query.js';
import { safeInteger } from '../../database/columns.js';
import { Database } from '../../database/database.js';
import { prepared, statement } from '../../database/statement.js';
import { type ProviderCode, type ProviderEnvironment } from '../../providers/provider-code.js';
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

/** @param joins what the account needs besides router `r` */
const contextOf = (account: string, joins = ''): string => `
  SELECT asked.place, r.id AS "routerId",
         k.name, k.price_minor AS "priceMinor", k.currency, k.duration_hours AS "durationHours",
         k.download_speed_mbps AS "downloadSpeedMbps", k.upload_speed_mbps AS "uploadSpeedMbps",
         k.device_limit AS "deviceLimit", k.data_cap_mb AS "dataCapMb",
         c.account AS credential
    FROM json_to_recordset(:keys)
           AS asked (place integer, user_id integer, router_id integer, package_id integer,
                     provider text, providers text)
    LEFT JOIN routers r ON r.user_id = asked.user_id AND r.id = asked.router_id
                       AND r.archived_at IS NULL
    LEFT JOIN packages k ON k.user_id = asked.user_id AND k.id = asked.package_id
                        AND k.router_id = r.id AND k.is_active AND k.archived_at IS NULL
    ${joins}
    LEFT JOIN LATERAL (${account}) AS c ON true`;

const CONTEXT = prepared<Placed<ContextRow>, Keys>('sale_context', contextOf(ACCOUNT));

const PROVIDERS = `string_to_array(asked.providers, ',')`;
const PREFERRED = ['r.preferred_provider', 's.preferred_provider'];
const SETTINGS = 'LEFT JOIN payment_settings s ON s.user_id = asked.user_id';
const PREFERRED_CONTEXT = prepared<Placed<ContextRow>, Keys>(
  'preferred_sale_context',
  contextOf(
    preferredAccount({
      userId: 'asked.user_id',
      providers: PROVIDERS,
      preferred: PREFERRED,
    }),
    SETTINGS,
  ),
);

// Test money stays test money: the other provider is of the same environment.
const FALLBACK = statement<
  { credential: SealedAccount },
  {
    userId: number;
    routerId: number;
    providers: readonly ProviderCode[];
    environment: ProviderEnvironment;
  }
>(
  'fallback_account',
  `
  SELECT c.account AS credential
    FROM (SELECT :userId::integer AS user_id, :routerId::integer AS router_id) AS asked
    LEFT JOIN routers r ON r.user_id = asked.user_id AND r.id = asked.router_id
    ${SETTINGS}
   CROSS JOIN LATERAL (${preferredAccount({
     userId: 'asked.user_id',
     providers: ':providers::text[]',
     preferred: PREFERRED,
     condition: 'k.environment = :environment',
   })}) AS c`,
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
  private readonly preferred: BatchedQuery<ContextRow>;

  constructor(private readonly database: Database) {
    this.contexts = batchedQuery(database, CONTEXT);
    this.preferred = batchedQuery(database, PREFERRED_CONTEXT);
  }

  /**
   * Finds router, package and credentials of a request, with the owner in each condition.
   * Simultaneous requests for the same package share one query.
   *
   * @param providers those that can take payments, for a request that names none; the usual one
   *   first
   */
  async find(
    request: Pick<SaleRequest, 'userId' | 'routerId' | 'packageId' | 'provider'>,
    providers: readonly ProviderCode[],
  ): Promise<SaleContext> {
    const { userId: user_id, routerId: router_id, packageId: package_id, provider } = request;
    const asked = { user_id, router_id, package_id };
    const [row] = await (provider === null
      ? this.preferred({ ...asked, providers: providers.join(',') })
      : this.contexts({ ...asked, provider }));
    if (!row) throw new Error('The context of a sale is always one row');
    return contextFrom(row);
  }

  /** Finds an active account of the same environment at one of these providers. */
  async findFallback(
    userId: number,
    routerId: number,
    providers: readonly ProviderCode[],
    environment: ProviderEnvironment,
  ): Promise<SealedAccount | null> {
    const asked = FALLBACK({ userId, routerId, providers, environment });
    const [row] = await this.database.query(asked);
    return row?.credential ?? null;
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
