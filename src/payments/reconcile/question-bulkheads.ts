import { Injectable } from '@nestjs/common';
import { bulkhead, BulkheadRejectedError, type BulkheadPolicy } from 'cockatiel';
import { AsyncResource } from 'node:async_hooks';
import { Clock } from '../../common/clock.js';
import { type Urgency } from '../domain/index.js';

/** How many questions of one operator may run and wait in this process. */
interface Limit {
  readonly running: number;
  readonly waiting: number;
}

/**
 * One limit for each urgency, so that many links or rechecks never delay a prompt. The waiting ones
 * keep the process busy until it polls the queue again.
 */
const LIMITS: Readonly<Record<Urgency, Limit>> = {
  prompt: { running: 6, waiting: 16 },
  link: { running: 2, waiting: 6 },
  recheck: { running: 1, waiting: 3 },
};

/**
 * The maximum number of waiting questions of all operators in this process, because each occupies a
 * worker. Running and waiting questions together leave workers free, so that slow accounts do not
 * block the others.
 */
const MAX_WAITING = 32;

/** The assumed duration of a question until one was measured, in ms. */
const ASSUMED_MS = 40;
/** The weight of the newest measurement in the moving average. */
const WEIGHT = 0.2;
/** The minimum and maximum delay of a postponed question, in ms. */
const MIN_DELAY_MS = 250;
const MAX_DELAY_MS = 60_000;
/** The maximum number of postponed jobs of one operator and urgency that can be brought forward. */
const MAX_POSTPONED_JOBS = 2_000;
/** How long jobs that were brought forward are expected, in ms: several polls of the queue. */
const MAX_ARRIVAL_MS = 1_000;

/** The questions of one operator and one urgency in this process. */
interface Bulkhead {
  readonly policy: BulkheadPolicy;
  readonly limit: Limit;
  /** The number of running and waiting questions. */
  inside: number;
  /** The average duration of a question. */
  averageMs: number;
  /** When the next postponed question may run, in ms since 1970. */
  nextTurnAt: number;
  /** The jobs of postponed questions, in their order. */
  readonly postponedJobs: string[];
  /** The number of jobs that were brought forward and did not arrive yet. */
  arriving: number;
  /** When jobs were last brought forward, in ms since 1970. */
  broughtForwardAt: number;
}

/** The result of the work, or how long to postpone the question, in ms. */
export type Admission<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'full'; readonly delayMs: number };

/**
 * Limits how many questions about the payments of one operator this process asks at once. Questions
 * over the limit do not occupy a worker but are postponed to their expected turn. So an operator
 * with a thousand due payments, or a slow provider account, delays nobody else.
 */
@Injectable()
export class QuestionBulkheads {
  private readonly byOperator = new Map<string, Bulkhead>();
  /** The number of waiting questions of all operators. */
  private waiting = 0;

  constructor(private readonly clock: Clock) {}

  /**
   * Runs `work` if there is room for it, else returns when to try again. The job that tries again is
   * then passed to {@link postponed}.
   */
  async run<T>(userId: number, urgency: Urgency, work: () => Promise<T>): Promise<Admission<T>> {
    const key = keyOf(userId, urgency);
    const group = this.byOperator.get(key) ?? this.open(key, LIMITS[urgency]);
    if (group.arriving > 0) group.arriving -= 1;
    const waits = group.inside >= group.limit.running;
    if (waits && this.waiting >= MAX_WAITING) {
      return { kind: 'full', delayMs: this.delayOfNextTurn(group) };
    }
    // A waiting question is started by the one before it, but must keep the context of its own job.
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
      // Entries of operators without running or postponed questions are removed.
      if (group.inside === 0 && group.nextTurnAt <= this.now()) this.byOperator.delete(key);
    }
  }

  /** Notes the job of a postponed question. */
  postponed(userId: number, urgency: Urgency, jobId: string): void {
    const jobs = this.byOperator.get(keyOf(userId, urgency))?.postponedJobs;
    if (jobs && jobs.length < MAX_POSTPONED_JOBS) jobs.push(jobId);
  }

  /**
   * Brings as many postponed jobs forward as there is room for. The time to which a question is
   * postponed is only an estimate: while the process is busy it gets much too long.
   *
   * @param bring has jobs run soon, and returns how many of them were still waiting
   */
  async bringForward(
    userId: number,
    urgency: Urgency,
    bring: (jobIds: readonly string[]) => Promise<number>,
  ): Promise<void> {
    const group = this.byOperator.get(keyOf(userId, urgency));
    if (!group) return;
    const size = group.limit.running + group.limit.waiting;
    for (;;) {
      // Another process may have run them.
      if (this.now() - group.broughtForwardAt > MAX_ARRIVAL_MS) group.arriving = 0;
      const room = size - group.inside - group.arriving;
      // One statement for many.
      if (room < size / 2) return;
      const jobs = group.postponedJobs.splice(0, room);
      if (jobs.length === 0) return;
      group.broughtForwardAt = this.now();
      group.arriving += jobs.length;
      const found = await bring(jobs);
      group.arriving = Math.max(0, group.arriving - (jobs.length - found));
    }
  }

  private open(key: string, limit: Limit): Bulkhead {
    const group = {
      policy: bulkhead(limit.running, limit.waiting),
      limit,
      inside: 0,
      averageMs: ASSUMED_MS,
      nextTurnAt: 0,
      postponedJobs: [],
      arriving: 0,
      broughtForwardAt: 0,
    };
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

  /** Turns follow each other at the rate at which questions are answered. */
  private delayOfNextTurn(group: Bulkhead): number {
    const now = this.now();
    const gapMs = group.averageMs / group.limit.running;
    const earliest = Math.max(group.nextTurnAt, now + MIN_DELAY_MS);
    group.nextTurnAt = Math.min(earliest + gapMs, now + MAX_DELAY_MS);
    return group.nextTurnAt - now;
  }

  private now(): number {
    return this.clock.now().getTime();
  }
}

const keyOf = (userId: number, urgency: Urgency): string => `${userId} ${urgency}`;
