import { Inject, Injectable } from '@nestjs/common';
import { SessionsRepository } from '../auth/sessions.repository.js';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { Settings } from '../config/settings.js';
import { IdempotencyRepository } from '../idempotency/idempotency.repository.js';
import { SaleRepository } from '../payments/sale.repository.js';
import { RateLimitsRepository } from '../rate-limits/rate-limits.repository.js';

/** Rows removed by one statement: few enough to hold no lock for long. */
const BATCH = 1_000;
/** Batches of one run; what is left waits for the next hour. */
const MOST_BATCHES = 100;

/** Something that grows unless its old rows are removed. */
interface Heap {
  readonly name: string;
  /** Removes at most so many old rows; gives how many it has removed. */
  readonly deleteSome: (most: number) => Promise<number>;
}

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

  async cleanUp(): Promise<void> {
    for (const { name, deleteSome } of this.heaps) {
      let removed = 0;
      for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
        const count = await deleteSome(BATCH);
        removed += count;
        if (count < BATCH) break;
      }
      if (removed > 0) this.logger.info({ table: name, removed }, 'old rows removed');
    }
  }
}
