import { describe, expect, it } from '@jest/globals';
import { AsyncLocalStorage } from 'node:async_hooks';
import { ConcurrencyLimit } from './concurrency-limit.js';

const MAX_CONCURRENT = 3;
const TASKS = 50;
const tasksOf = <T>(one: (number: number) => Promise<T>): Promise<T>[] =>
  Array.from({ length: TASKS }, (_, number) => one(number));

describe('a concurrency limit', () => {
  it('runs as many tasks at a time as it allows, and all of them in the end', async () => {
    const limit = new ConcurrencyLimit(MAX_CONCURRENT);
    const ends: (() => void)[] = [];
    let started = 0;
    const tasks = tasksOf(() =>
      limit.run(() => {
        started += 1;
        return new Promise<void>((resolve) => ends.push(resolve));
      }),
    );
    for (let ended = 0; ended < TASKS; ended += 1) {
      expect(started).toBe(Math.min(MAX_CONCURRENT + ended, TASKS));
      ends[ended]?.();
      await new Promise(setImmediate);
    }
    await Promise.all(tasks);
  });

  it('runs queued tasks in the order in which they arrived', async () => {
    const limit = new ConcurrencyLimit(1);
    const order: number[] = [];
    await Promise.all(
      tasksOf((number) =>
        limit.run(async () => {
          await new Promise(setImmediate);
          order.push(number);
        }),
      ),
    );
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  it('continues after a task has failed', async () => {
    const limit = new ConcurrencyLimit(MAX_CONCURRENT);
    const failures = await Promise.allSettled(
      tasksOf(() => limit.run(() => Promise.reject(new Error('no')))),
    );
    expect(failures.every(({ status }) => status === 'rejected')).toBe(true);
    expect(await limit.run(() => Promise.resolve('done'))).toBe('done');
  });

  it('runs each task in the async context of its own request', async () => {
    const limit = new ConcurrencyLimit(MAX_CONCURRENT);
    const request = new AsyncLocalStorage<number>();
    const seen = await Promise.all(
      tasksOf((number) =>
        request.run(number, () =>
          limit.run(async () => {
            await new Promise(setImmediate);
            return request.getStore();
          }),
        ),
      ),
    );
    expect(seen).toEqual(Array.from({ length: TASKS }, (_, number) => number));
  });
});
