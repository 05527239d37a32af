import { Inject, Injectable } from '@nestjs/common';
import { SessionsRepository } from '../auth/sessions.repository.js';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { Settings } from '../config/settings.js';
import { IdempotencyRepository } from '../idempotency/idempotency.repository.js';
import { SaleRepository } from '../payments/sale.repository.js';
import { RateLimitsRepository } from '../rate-limits/rate-limits.repository.js';
import { type Heap, removeOldRows } from './heap.js';

/** Removes what has served its time. */
@Injectable()
export class CleanUpService {
  private readonly heaps: readonly Heap[];

  constructor(
    sales: SaleRepository,
    keys: IdempotencyRepository,
    limits: RateLimitsRepository,
    sessions: SessionsRepository,
    { auth }: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.heaps = [
      { name: 'prompt_slots', deleteSome: (most) => sales.deleteOldSlots(most) },
      { name: 'idempotency_keys', deleteSome: (most) => keys.deleteExpired(most) },
      { name: 'rate_limits', deleteSome: (most) => limits.deleteExpired(most) },
      {
        name: 'refresh_tokens',
        // The access token that was issued with one needs its login for as long as it lives.
        deleteSome: (most) => sessions.deleteExpired(auth.accessTtlMs, most),
      },
    ];
  }

  cleanUp(): Promise<void> {
    return removeOldRows(this.heaps, this.logger);
  }
}
