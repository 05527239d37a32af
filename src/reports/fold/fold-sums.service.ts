import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { LOGGER, type Logger } from '../../common/logging/logger.js';
import { Database } from '../../database/database.js';
import { type Transaction } from '../../database/transaction.js';
import { isSerializationFailure } from '../../database/violations.js';
import { FoldSumsRepository, type Progress } from './fold-sums.repository.js';

const DAY_MS = 86_400_000;
/** Days of older payments that one transaction folds. */
const DAYS_AT_ONCE = 7;
/** How long one run folds older payments, in ms. The next one continues. */
const MAX_RUN_MS = 20_000;
/** The last days that are checked every night. */
const CHECKED_DAYS = 8;

/**
 * Folds payments into sums by unit of time, which reports read instead: the hours that are over,
 * units in which a payment has changed since, and step by step all that is older than the sums. It
 * may be interrupted, and run in two processes at once.
 */
@Injectable()
export class FoldSumsService {
  constructor(
    private readonly database: Database,
    private readonly repository: FoldSumsRepository,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async fold(): Promise<void> {
    const closedUntil = await this.locked((tx, progress) => this.foldNew(tx, progress));
    if (!closedUntil) return;
    const stopAt = this.clock.now().getTime() + MAX_RUN_MS;
    let isMore = true;
    while (isMore && this.clock.now().getTime() < stopAt) {
      isMore =
        (await this.locked((tx, progress) => this.foldOlder(tx, progress, closedUntil))) ?? false;
    }
  }

  /**
   * Compares the sums of the last days with the payments, and has those folded again that differ.
   * None should: a difference is a fault of this server.
   * @returns how many differed
   */
  async check(days = CHECKED_DAYS): Promise<number> {
    const until = this.clock.now();
    const since = new Date(until.getTime() - days * DAY_MS);
    const wrong = await this.locked((tx) => this.repository.findWrong(tx, since, until));
    if (!wrong || wrong.length === 0) return 0;
    const [first] = wrong;
    this.logger.error({ count: wrong.length, ...first }, 'sums of payments are wrong');
    return wrong.length;
  }

  /** Does nothing while another process folds, or when one has folded since the snapshot. */
  private async locked<T>(
    work: (tx: Transaction, progress: Progress) => Promise<T>,
  ): Promise<T | null> {
    try {
      return await this.database.transaction(async (tx) => {
        await this.repository.beginSnapshot(tx);
        const progress = await this.repository.lock(tx);
        return progress && work(tx, progress);
      });
    } catch (error) {
      if (isSerializationFailure(error)) return null;
      throw error;
    }
  }

  /** @returns until when all payments are visible; null when that is not known yet */
  private async foldNew(
    tx: Transaction,
    { foldedUntil, closedUntil }: Progress,
  ): Promise<Date | null> {
    await this.repository.foldChanges(tx);
    if (closedUntil && closedUntil > foldedUntil) {
      await this.repository.foldAll(tx, foldedUntil, closedUntil);
      await this.repository.moveEnd(tx, closedUntil);
    }
    await this.repository.setBarrier(tx);
    return closedUntil;
  }

  /** @returns whether there may be more */
  private async foldOlder(
    tx: Transaction,
    { foldedFrom }: Progress,
    closedUntil: Date,
  ): Promise<boolean> {
    if (!foldedFrom || closedUntil < foldedFrom) return false;
    const oldest = await this.repository.findOldestDay(tx);
    const from = new Date(foldedFrom.getTime() - DAYS_AT_ONCE * DAY_MS);
    const isLast = !oldest || oldest >= from;
    if (oldest && oldest < foldedFrom) {
      await this.repository.foldAll(tx, isLast ? oldest : from, foldedFrom);
    }
    await this.repository.moveBeginning(tx, isLast ? null : from);
    return !isLast;
  }
}
