import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { SaleRepository } from '../payments/sale.repository.js';

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
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.heaps = [{ name: 'prompt_slots', deleteSome: (most) => sales.deleteOldSlots(most) }];
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
