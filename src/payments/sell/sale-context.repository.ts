import { Injectable } from '@nestjs/common';
import { type BatchedQuery, batchedQuery } from '../../database/batched-query.js';
import { safeInteger } from '../../database/columns.js';
import { Database } from '../../database/database.js';
import { prepared } from '../../database/prepared.js';
import { type ProviderCode, type ProviderEnvironment } from '../../providers/provider-code.js';
import { type SealedAccount } from './open-account.js';
import { type SaleRequest } from './sale.js';

/** What the database knows of a request; each part is null where there is none. */
export interface SaleContext {
  readonly routerId: number | null;
  readonly package: {
    readonly name: string;
    readonly priceMinor: number;
    readonly currency: string;
    readonly durationHours: number;
    readonly downloadSpeedMbps: number;
    readonly uploadSpeedMbps: number;
  } | null;
  readonly credential: SealedAccount | null;
}

const CONTEXT = prepared(
  'sale_context',
  `
  SELECT asked.place, r.id AS "routerId",
         k.name, k.price_minor AS "priceMinor", k.currency, k.duration_hours AS "durationHours",
         k.download_speed_mbps AS "downloadSpeedMbps", k.upload_speed_mbps AS "uploadSpeedMbps",
         c.id AS "credentialId", c.version, c.api_key AS "apiKey",
         c.private_key_sealed AS "privateKeySealed", c.environment
    FROM json_to_recordset($1)
           AS asked (place integer, user_id integer, router_id integer, package_id integer,
                     provider text)
    LEFT JOIN routers r ON r.user_id = asked.user_id AND r.id = asked.router_id
                       AND r.archived_at IS NULL
    LEFT JOIN packages k ON k.user_id = asked.user_id AND k.id = asked.package_id
                        AND k.router_id = r.id AND k.is_active AND k.archived_at IS NULL
    LEFT JOIN LATERAL (
      SELECT id, version, api_key, private_key_sealed, environment
        FROM credentials
       WHERE user_id = asked.user_id AND provider = asked.provider AND is_active
       ORDER BY id DESC LIMIT 1
    ) c ON true`,
);

/** Reads what has to be known before something is sold. */
@Injectable()
export class SaleContextRepository {
  private readonly contexts: BatchedQuery<ContextRow>;

  constructor(database: Database) {
    this.contexts = batchedQuery(database, CONTEXT);
  }

  /**
   * Router, package and credentials of a request, the owner in each condition. Customers who want the
   * same in the same moment are one question.
   */
  async find(request: SaleRequest, provider: ProviderCode): Promise<SaleContext> {
    const [row] = await this.contexts({
      user_id: request.userId,
      router_id: request.routerId,
      package_id: request.packageId,
      provider,
    });
    if (!row) throw new Error('The context of a sale is always one row');
    return contextFrom(row);
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
  readonly version: number;
  readonly credentialId: number | null;
  readonly apiKey: string;
  readonly privateKeySealed: string;
  readonly environment: ProviderEnvironment;
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
          },
    credential:
      row.credentialId === null
        ? null
        : {
            id: row.credentialId,
            version: row.version,
            apiKey: row.apiKey,
            privateKeySealed: row.privateKeySealed,
            environment: row.environment,
          },
  };
}
