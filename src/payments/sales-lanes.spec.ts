import { describe, expect, it } from '@jest/globals';
import { AsyncLocalStorage } from 'node:async_hooks';
import { SalesLanes } from './sales-lanes.js';

/** Work that goes on until it is let go. */
class Held {
  started = 0;
  private readonly ends: (() => void)[] = [];

  readonly work = (): Promise<void> => {
    this.started += 1;
    return new Promise((resolve) => this.ends.push(resolve));
  };

  letGo(): void {
    for (const end of this.ends.splice(0)) end();
  }
}

const CROWD = 100;
const crowdOf = <T>(one: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: CROWD }, one));

describe('the lanes of sales', () => {
  it('work on a few of a crowd at the same time, and on all of them in the end', async () => {
    const lanes = new SalesLanes();
    const held = new Held();
    const all = crowdOf(() => lanes.begin(held.work));
    const atOnce = held.started;
    expect(atOnce).toBeGreaterThan(0);
    expect(atOnce).toBeLessThan(CROWD / 10);
    while (held.started < CROWD) {
      held.letGo();
      await new Promise(setImmediate);
    }
    held.letGo();
    await all;
  });

  it('let a sale end while a crowd waits to begin', async () => {
    const lanes = new SalesLanes();
    void crowdOf(() => lanes.begin(new Held().work));
    expect(await lanes.record(() => Promise.resolve('ended'))).toBe('ended');
  });

  it('go on after a sale that has failed', async () => {
    const lanes = new SalesLanes();
    const fail = (): Promise<string> => Promise.reject(new Error('no'));
    const failures = await Promise.allSettled(
      Array.from({ length: CROWD }, () => lanes.begin(fail)),
    );
    expect(failures.every(({ status }) => status === 'rejected')).toBe(true);
    expect(await lanes.begin(() => Promise.resolve('well'))).toBe('well');
  });

  it('run each sale in the context of its own request, whoever made way for it', async () => {
    const lanes = new SalesLanes();
    const request = new AsyncLocalStorage<number>();
    const numbers = Array.from({ length: CROWD }, (_, number) => number);
    const seen = await Promise.all(
      numbers.map((number) =>
        request.run(number, () =>
          lanes.begin(async () => {
            await new Promise(setImmediate);
            return request.getStore();
          }),
        ),
      ),
    );
    expect(seen).toEqual(numbers);
  });
});
