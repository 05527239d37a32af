import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { statement } from '../../database/statement.js';
import { type ProviderCode } from '../../providers/provider-code.js';

const PROVIDERS_IN_USE = statement<{ provider: ProviderCode }, { userId: number }>(
  'find_providers_in_use',
  `SELECT DISTINCT provider FROM credentials WHERE user_id = :userId AND is_active`,
);
const FIRST_SESSION = statement<{ startedAt: Date | null }, { userId: number; routerId: number }>(
  'find_first_session_of_router',
  `
  SELECT min(started_at) AS "startedAt" FROM accounting_sessions
   WHERE user_id = :userId AND router_id = :routerId`,
);

/** The queries on what a router is set up with, and on what was seen of it. */
@Injectable()
export class RouterSetupRepository {
  constructor(private readonly database: Database) {}

  /** The providers that an operator sells through. */
  async findProvidersInUse(userId: number): Promise<readonly ProviderCode[]> {
    const rows = await this.database.query(PROVIDERS_IN_USE({ userId }));
    return rows.map(({ provider }) => provider);
  }

  /** When a customer was first online at a router. */
  async findFirstSession(userId: number, routerId: number): Promise<Date | null> {
    const [row] = await this.database.query(FIRST_SESSION({ userId, routerId }));
    return row?.startedAt ?? null;
  }
}
