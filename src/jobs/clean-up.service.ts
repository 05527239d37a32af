import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { IdempotencyRepository } from '../idempotency/idempotency.repository.js';
import { SaleRepository } from '../payments/sale.repository.js';
import { RateLimitsRepository } from '../rate-limits/rate-limits.repository.js';
import { type Heap, removeOldRows } from './heap.js';
import { OldLogins } from './old-logins.js';
import { RetentionService } from './retention.service.js';

/** Removes what has served its time. */
@Injectable()
export class CleanUpService {
  private readonly heaps: readonly Heap[];

  constructor(
    sales: SaleRepository,
    keys: IdempotencyRepository,
    limits: RateLimitsRepository,
    logins: OldLogins,
    private readonly retention: RetentionService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.heaps = [
      { name: 'prompt_slots', deleteSome: (most) => sales.deleteOldSlots(most) },
      { name: 'idempotency_keys', deleteSome: (most) => keys.deleteExpired(most) },
      { name: 'rate_limits', deleteSome: (most) => limits.deleteExpired(most) },
      ...logins.heaps,
    ];
  }

  async cleanUp(): Promise<void> {
    await removeOldRows(this.heaps, this.logger);
    await this.retention.letGo();
  }
}
