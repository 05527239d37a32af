import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { LOGGER, type Logger } from '../../common/logging/logger.js';
import { Database } from '../../database/database.js';
import { type Transaction } from '../../database/transaction.js';
import { isSerializationFailure, isStatementTimeout } from '../../database/violations.js';
import { FoldSumsRepository, type Progress, type WrongUnit } from './fold-sums.repository.js';
import { StepSize } from './step-size.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How long one run repeats each kind of step, in ms. The next one continues. */
const MAX_RUN_MS = 20_000;
/** The last days that are checked every night. */
const CHECKED_DAYS = 8;

/** Folds so much in one transaction. @returns whether there may be more */
type Step = (tx: Transaction, progress: Progress, size: number) => Promise<boolean>;

/**
 * Folds payments into sums by unit of time, which reports read instead: the hours that are over,
 * units in which a payment has changed since, and all that is older than the sums. It folds in many
 * short transactions, so that it catches up however much there is. It may be interrupted, and run in
 * two processes at once.
 */
@Injectable()
export class FoldSumsService {
  private readonly hours = new StepSize(1, 24);
  private readonly notes = new StepSize(100, 5_000);
  private readonly days = new StepSize(1, 7);

  constructor(
    private readonly database: Database,
    private readonly repository: FoldSumsRepository,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async fold(): Promise<void> {
    const stopAt = this.clock.now().getTime() + MAX_RUN_MS;
    // Notes first: those of hours that are not folded yet cost nothing.
    await this.repeat(
      stopAt,
      this.notes,
      async (tx, _, limit) => (await this.repository.foldChanges(tx, limit)) === limit,
    );
    let known: Date | null = null;
    await this.repeat(stopAt, this.hours, (tx, progress, hours) => {
      known = progress.closedUntil;
      return this.foldNew(tx, progress, hours);
    });
    // The last new step has set the next barrier, which is not known to be passed yet.
    const closedUntil = known;
    await this.repeat(stopAt, this.days, (tx, progress, days) =>
      this.foldOlder(tx, { ...progress, closedUntil }, days),
    );
  }

  /**
   * Compares the sums of the last days with the payments, and has those folded again that differ.
   * None should: a difference is a fault of this server.
   * @param daysAtOnce how many days one transaction reads
   * @returns how many differed
   */
  async check(days = CHECKED_DAYS, daysAtOnce = 1): Promise<number> {
    const end = this.clock.now().getTime();
    const wrong: WrongUnit[] = [];
    for (let start = end - days * DAY_MS; start < end; start += daysAtOnce * DAY_MS) {
      const until = Math.min(end, start + daysAtOnce * DAY_MS);
      wrong.push(...(await this.findWrong(new Date(start), new Date(until))));
    }
    if (wrong.length === 0) return 0;
    const [first] = wrong;
    this.logger.error({ count: wrong.length, ...first }, 'sums of payments are wrong');
    await this.repository.note(this.database, wrong);
    return wrong.length;
  }

  private findWrong(since: Date, until: Date): Promise<WrongUnit[]> {
    return this.database.transaction(async (tx) => {
      await this.repository.beginReading(tx);
      return this.repository.findWrong(tx, since, until);
    });
  }

  /** Runs a step once, and again until there is no more to do or the time is over. */
  private async repeat(stopAt: number, size: StepSize, step: Step): Promise<void> {
    let isMore = true;
    while (isMore) {
      isMore = (await this.run(size, step)) && this.clock.now().getTime() < stopAt;
    }
  }

  /** Runs a step; one that takes too long is undone, and the next one is smaller. */
  private async run(size: StepSize, step: Step): Promise<boolean> {
    const startedAt = this.clock.now().getTime();
    try {
      const isMore = await this.locked((tx, progress) => step(tx, progress, size.current));
      size.took(this.clock.now().getTime() - startedAt);
      return isMore ?? false;
    } catch (error) {
      if (!isStatementTimeout(error) || !size.shrink()) throw error;
      return true;
    }
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

  /** Folds some of the hours that are over. Only the last step sets a barrier for the next run. */
  private async foldNew(
    tx: Transaction,
    { foldedUntil, closedUntil }: Progress,
    hours: number,
  ): Promise<boolean> {
    if (closedUntil && closedUntil > foldedUntil) {
      const next = new Date(foldedUntil.getTime() + hours * HOUR_MS);
      const isLast = next >= closedUntil;
      const until = isLast ? closedUntil : next;
      await this.repository.foldAll(tx, foldedUntil, until);
      await this.repository.moveEnd(tx, until);
      if (!isLast) return true;
    }
    await this.repository.setBarrier(tx);
    return false;
  }

  private async foldOlder(
    tx: Transaction,
    { foldedFrom, closedUntil }: Progress,
    days: number,
  ): Promise<boolean> {
    if (!foldedFrom || !closedUntil || closedUntil < foldedFrom) return false;
    const oldest = await this.repository.findOldestDay(tx);
    const from = new Date(foldedFrom.getTime() - days * DAY_MS);
    const isLast = !oldest || oldest >= from;
    if (oldest && oldest < foldedFrom) {
      await this.repository.foldAll(tx, isLast ? oldest : from, foldedFrom);
    }
    await this.repository.moveBeginning(tx, isLast ? null : from);
    return !isLast;
  }
}
