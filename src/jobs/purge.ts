import { type Logger } from '../common/logging/logger.js';

/** Rows that one statement deletes: few enough to hold no lock for long. */
const BATCH_SIZE = 1_000;
/** Batches of one run. The next run, an hour later, deletes the rest. */
const MAX_BATCHES = 100;

/** A table, or a column, whose old rows are purged. */
export interface PurgeTarget {
  readonly name: string;
  /** Deletes at most `limit` old rows, and returns how many it has deleted. */
  readonly deleteBatch: (limit: number) => Promise<number>;
}

/** Deletes the old rows of each target in batches, and logs how many there were. */
export async function purge(targets: readonly PurgeTarget[], logger: Logger): Promise<void> {
  for (const { name, deleteBatch } of targets) {
    let removed = 0;
    for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
      const count = await deleteBatch(BATCH_SIZE);
      removed += count;
      if (count < BATCH_SIZE) break;
    }
    if (removed > 0) logger.info({ table: name, removed }, 'old rows removed');
  }
}
