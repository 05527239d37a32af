import { describe, expect, it } from '@jest/globals';
import { AsyncLocalStorage } from 'node:async_hooks';
import { Lane } from './lane.js';

const AT_ONCE = 3;
const CROWD = 50;
const crowdOf = <T>(one: (number: number) => Promise<T>): Promise<T>[] =>
  Array.from({ length: CROWD }, (_, number) => one(number));

describe('a lane', () => {
  it('lets as many through at a time as it is wide, and everybody in the end', async () => {
    const lane = new Lane(AT_ONCE);
    const ends: (() => void)[] = [];
    let started = 0;
    const crowd = crowdOf(() =>
      lane.run(() => {
        started += 1;
        return new Promise<void>((resolve) => ends.push(resolve));
      }),
    );
    for (let ended = 0; ended < CROWD; ended += 1) {
      expect(started).toBe(Math.min(AT_ONCE + ended, CROWD));
      ends[ended]?.();
      await new Promise(setImmediate);
    }
    await Promise.all(crowd);
  });

  it('keeps the order in which they came', async () => {
    const lane = new Lane(1);
    const order: number[] = [];
    await Promise.all(
      crowdOf((number) =>
        lane.run(async () => {
          await new Promise(setImmediate);
          order.push(number);
        }),
      ),
    );
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  it('goes on after work that has failed', async () => {
    const lane = new Lane(AT_ONCE);
    const failures = await Promise.allSettled(
      crowdOf(() => lane.run(() => Promise.reject(new Error('no')))),
    );
    expect(failures.every(({ status }) => status === 'rejected')).toBe(true);
    expect(await lane.run(() => Promise.resolve('well'))).toBe('well');
  });

  it('runs each in the context of its own request, whoever made way for it', async () => {
    const lane = new Lane(AT_ONCE);
    const request = new AsyncLocalStorage<number>();
    const seen = await Promise.all(
      crowdOf((number) =>
        request.run(number, () =>
          lane.run(async () => {
            await new Promise(setImmediate);
            return request.getStore();
          }),
        ),
      ),
    );
    expect(seen).toEqual(Array.from({ length: CROWD }, (_, number) => number));
  });
});
