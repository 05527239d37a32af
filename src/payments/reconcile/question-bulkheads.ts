import { Injectable } from '@nestjs/common';
import { bulkhead, BulkheadRejectedError, type BulkheadPolicy } from 'cockatiel';
import { AsyncResource } from 'node:async_hooks';
import { Clock } from '../../common/clock.js';
import { type Urgency } from '../domain/reconciliation.js';

/** Questions of one operator that run at once, and that wait for it in this process. */
interface Limit {
  readonly running: number;
  readonly waiting: number;
}

/**
 * One limit for each urgency, so that a crowd of links or rechecks never holds up a prompt. Those
 * that wait here are what is worked off until the queue is polled again.
 */
const LIMITS: Readonly<Record<Urgency, Limit>> = {
  prompt: { running: 6, waiting: 16 },
  link: { running: 2, waiting: 6 },
  recheck: { running: 1, waiting: 3 },
};

/**
 * Questions that wait in this process, of all operators: they hold workers. Those that run and those
 * that wait together are fewer than the workers, so that several accounts that hang stop nobody else.
 */
const MAX_WAITING = 32;

/** What a question takes until one has been measured, in ms. */
const ASSUMED_MS = 40;
/** The weight of the newest measurement in the moving average. */
const WEIGHT = 0.2;
/** A question that is put off is put off by at least this and at most that much, in ms. */
const MIN_DELAY_MS = 250;
const MAX_DELAY_MS = 60_000;

/** The questions of one operator and one urgency in this process. */
interface Bulkhead {
  readonly policy: BulkheadPolicy;
  /** How many run at once. */
  readonly running: number;
  /** How many run or wait now. */
  inside: number;
  /** How long one takes. */
  averageMs: number;
  /** When the turn of the next one comes that is put off, in ms since the epoch. */
  nextTurnAt: number;
}

/** Either the work's result, or how long to put the question off, in ms. */
export type Admission<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'full'; readonly delayMs: number };

/**
 * Limits how many questions about one operator's payments this process asks at once. What exceeds the
 * limit holds no worker: it is put off to the time when its turn is expected. So an operator with a
 * thousand due payments, or whose provider account answers slowly, delays nobody else.
 */
@Injectable()
export class QuestionBulkheads {
  private readonly byOperator = new Map<string, Bulkhead>();
  /** Questions that wait, of all operators. */
  private waiting = 0;

  constructor(private readonly clock: Clock) {}

  /** Runs `work` when there is room for it, and says when to come again otherwise. */
  async run<T>(userId: number, urgency: Urgency, work: () => Promise<T>): Promise<Admission<T>> {
    const key = `${userId} ${urgency}`;
    const group = this.byOperator.get(key) ?? this.open(key, LIMITS[urgency]);
    const waits = group.inside >= group.running;
    if (waits && this.waiting >= MAX_WAITING) {
      return { kind: 'full', delayMs: this.delayOfNextTurn(group) };
    }
    // What has waited is run by what was before it, and still belongs to its own job.
    const job = new AsyncResource('waiting in a bulkhead');
    group.inside += 1;
    let isWaiting = waits;
    if (isWaiting) this.waiting += 1;
    const admitted = (): void => {
      if (isWaiting) this.waiting -= 1;
      isWaiting = false;
    };
    try {
      const value = await group.policy.execute(() => {
        admitted();
        return job.runInAsyncScope(() => this.measured(group, work));
      });
      return { kind: 'done', value };
    } catch (error) {
      if (!(error instanceof BulkheadRejectedError)) throw error;
      return { kind: 'full', delayMs: this.delayOfNextTurn(group) };
    } finally {
      admitted();
      group.inside -= 1;
      // Only operators with questions under way or put off take up memory.
      if (group.inside === 0 && group.nextTurnAt <= this.now()) this.byOperator.delete(key);
    }
  }

  private open(key: string, { running, waiting }: Limit): Bulkhead {
    const policy = bulkhead(running, waiting);
    const group = { policy, running, inside: 0, averageMs: ASSUMED_MS, nextTurnAt: 0 };
    this.byOperator.set(key, group);
    return group;
  }

  private async measured<T>(group: Bulkhead, work: () => Promise<T>): Promise<T> {
    const began = this.now();
    try {
      return await work();
    } finally {
      group.averageMs += WEIGHT * (this.now() - began - group.averageMs);
    }
  }

  /** Turns follow each other as fast as questions are answered. */
  private delayOfNextTurn(group: Bulkhead): number {
    const now = this.now();
    const gapMs = group.averageMs / group.running;
    const earliest = Math.max(group.nextTurnAt, now + MIN_DELAY_MS);
    group.nextTurnAt = Math.min(earliest + gapMs, now + MAX_DELAY_MS);
    return group.nextTurnAt - now;
  }

  private now(): number {
    return this.clock.now().getTime();
  }
}
