import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { IdempotencyRepository } from '../idempotency/idempotency.repository.js';
import { SaleRepository } from '../payments/sell/index.js';
import { RateLimitsRepository } from '../rate-limits/rate-limits.repository.js';
import { type PurgeTarget, purge } from './purge.js';
import { OldLogins } from './old-logins.js';
import { RetentionService } from './retention.service.js';

/** Purges expired rows of all tables that have any. */
@Injectable()
export class CleanUpService {
  private readonly targets: readonly PurgeTarget[];

  constructor(
    sales: SaleRepository,
    keys: IdempotencyRepository,
    limits: RateLimitsRepository,
    logins: OldLogins,
    private readonly retention: RetentionService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.targets = [
      { name: 'prompt_slots', deleteBatch: (limit) => sales.deleteOldSlots(limit) },
      { name: 'idempotency_keys', deleteBatch: (limit) => keys.deleteExpired(limit) },
      { name: 'rate_limits', deleteBatch: (limit) => limits.deleteExpired(limit) },
      ...logins.targets,
    ];
  }

  async cleanUp(): Promise<void> {
    await purge(this.targets, this.logger);
    await this.retention.purge();
  }
}
