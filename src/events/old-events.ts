import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { Database } from '../database/database.js';
import { EventEpochs } from './event-epochs.js';

/** How long an emptied partition may be waited for, in ms: others wait behind it. */
const LOCK_TIMEOUT_MS = 200;

/** SQL: the partition of tomorrow. It has the events of the day nine days ago. */
const NEXT_SLOT = `SELECT ((clock_timestamp() AT TIME ZONE 'UTC')::date - DATE '1970-01-01' + 1) % 10 AS slot`;

/** The partitions, by slot: see the migration of `events`. */
const PARTITIONS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((slot) => ({
  isFilled: `SELECT EXISTS (SELECT FROM events_day_${slot}) AS "isFilled"`,
  lock: `LOCK TABLE events_day_${slot} IN ACCESS EXCLUSIVE MODE`,
  truncate: `TRUNCATE events_day_${slot}`,
}));

/**
 * Removes events that no valid cursor leads to. The partition of the next day is emptied, so the
 * events of nine days are there: the seven that are promised, and those that a transaction has
 * written long before it committed.
 */
@Injectable()
export class OldEvents {
  constructor(
    private readonly database: Database,
    private readonly epochs: EventEpochs,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Empties the partition of the next day, unless it is empty. */
  async empty(): Promise<void> {
    const slot = await this.nextSlot();
    const partition = PARTITIONS[slot];
    if (!partition) throw new Error(`There is no partition of events ${slot}`);
    const [found] = await this.database.query<{ isFilled: boolean }>(partition.isFilled);
    if (found?.isFilled !== true) return;
    await this.database.transaction(async (tx) => {
      await tx.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
      await tx.query(partition.lock);
      // At midnight the partition would be in use since the lock was asked for.
      const [next] = await tx.query<{ slot: number }>(NEXT_SLOT);
      if (next?.slot === slot) await tx.query(partition.truncate);
    });
    this.logger.info({ table: 'events', slot }, 'the events of a day were removed');
  }

  /** Deletes epochs whose cursors are not valid any more. @returns how many */
  deleteEpochs(limit: number): Promise<number> {
    return this.epochs.deleteOld(limit);
  }

  private async nextSlot(): Promise<number> {
    const [next] = await this.database.query<{ slot: number }>(NEXT_SLOT);
    return next?.slot ?? -1;
  }
}
