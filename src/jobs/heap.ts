import { type Logger } from '../common/logging/logger.js';

/** Rows touched by one statement: few enough to hold no lock for long. */
const BATCH = 1_000;
/** Batches of one run; what is left waits for the next hour. */
const MOST_BATCHES = 100;

/** Something that grows unless its old rows are removed. */
export interface Heap {
  readonly name: string;
  /** Removes at most so many old rows; gives how many it has removed. */
  readonly deleteSome: (most: number) => Promise<number>;
}

/** Removes the old rows of each heap, batch by batch, and says how many there were. */
export async function removeOldRows(heaps: readonly Heap[], logger: Logger): Promise<void> {
  for (const { name, deleteSome } of heaps) {
    let removed = 0;
    for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
      const count = await deleteSome(BATCH);
      removed += count;
      if (count < BATCH) break;
    }
    if (removed > 0) logger.info({ table: name, removed }, 'old rows removed');
  }
}
