import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { prepared } from '../database/statement.js';
import { type ProviderCode, type ProviderEnvironment } from '../providers/provider-code.js';

/** An account whose till may report transactions. */
export interface TillAccount {
  readonly userId: number;
  readonly credentialId: number;
  readonly credentialVersion: number;
  readonly environment: ProviderEnvironment;
  readonly webhookSecretSealed: string | null;
}

const FIND = prepared<TillAccount, { provider: ProviderCode; credentialId: number }>(
  'find_till_account',
  `
  SELECT k.user_id AS "userId", k.id AS "credentialId", k.version AS "credentialVersion",
         k.environment, k.webhook_challenge_sealed AS "webhookSecretSealed"
    FROM credentials k
   WHERE k.id = :credentialId AND k.provider = :provider AND k.deleted_at IS NULL`,
);

/** Finds the accounts that webhooks name in their path. */
@Injectable()
export class TillAccountsRepository {
  constructor(private readonly database: Database) {}

  /** Null when there are no such credentials of this provider, or they were deleted. */
  async find(provider: ProviderCode, credentialId: number): Promise<TillAccount | null> {
    const [row] = await this.database.query(FIND({ provider, credentialId }));
    return row ?? null;
  }
}
