import { beforeEach, describe, expect, it } from '@jest/globals';
import { AsyncLocalStorage } from 'node:async_hooks';
import { processLoad, type SaleWrite, SalesBulkhead } from './sales-bulkhead.js';

/** Gives each write of a kind three connections, or two to count with. */
const POOL_SIZE = 10;
const MAX_COMMITS = 3;
const TASKS = 50;
const turn = (): Promise<void> => new Promise(setImmediate);
const endless = (): Promise<never> => new Promise(() => undefined);
const tasksOf = <T>(one: (number: number) => Promise<T>): Promise<T>[] =>
  Array.from({ length: TASKS }, (_, number) => one(number));

describe('the limits of the sales bulkhead', () => {
  it('run as many writes at a time as the share of the pool allows, and all in the end', async () => {
    const limit = new SalesBulkhead(POOL_SIZE, processLoad());
    const ends: (() => void)[] = [];
    let started = 0;
    const tasks = tasksOf(() =>
      limit.run('commit', () => {
        started += 1;
        return new Promise<void>((resolve) => ends.push(resolve));
      }),
    );
    for (let ended = 0; ended < TASKS; ended += 1) {
      expect(started).toBe(Math.min(MAX_COMMITS + ended, TASKS));
      ends[ended]?.();
      await turn();
    }
    await Promise.all(tasks);
  });

  it('run queued writes in the order in which they arrived, and one of them in a pool of one', async () => {
    const limit = new SalesBulkhead(1, processLoad());
    const order: number[] = [];
    await Promise.all(
      tasksOf((number) =>
        limit.run('commit', async () => {
          await turn();
          order.push(number);
        }),
      ),
    );
    expect(order).toHaveLength(TASKS);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  it('continue after a write has failed', async () => {
    const limit = new SalesBulkhead(POOL_SIZE, processLoad());
    const failures = await Promise.allSettled(
      tasksOf(() => limit.run('record', () => Promise.reject(new Error('no')))),
    );
    expect(failures.every(({ status }) => status === 'rejected')).toBe(true);
    expect(await limit.run('record', () => Promise.resolve('done'))).toBe('done');
  });

  it('run each write in the async context of its own request', async () => {
    const limit = new SalesBulkhead(POOL_SIZE, processLoad());
    const request = new AsyncLocalStorage<number>();
    const seen = await Promise.all(
      tasksOf((number) =>
        request.run(number, () =>
          limit.run('count', async () => {
            await turn();
            return request.getStore();
          }),
        ),
      ),
    );
    expect(seen).toEqual(Array.from({ length: TASKS }, (_, number) => number));
  });

  it('let the call of a sale be recorded while a crowd waits to be committed', async () => {
    const limit = new SalesBulkhead(POOL_SIZE, processLoad());
    let started = 0;
    for (let customer = 0; customer < POOL_SIZE; customer += 1) {
      const sale = limit.run('commit', () => {
        started += 1;
        return endless();
      });
      // Those that wait give up after this test.
      sale.catch(() => undefined);
    }
    expect(started).toBeLessThan(POOL_SIZE);
    expect(await limit.run('record', () => Promise.resolve('recorded'))).toBe('recorded');
  });
});

describe('a write that hangs', () => {
  const MAX_QUEUED_MS = 10;
  let limit: SalesBulkhead;
  /** Ends the writes that hang. */
  let end: () => void;
  let ran: string[];

  beforeEach(() => {
    ran = [];
    limit = new SalesBulkhead(1, processLoad(), MAX_QUEUED_MS);
    const hanging = new Promise<void>((resolve) => (end = resolve));
    for (const write of ['count', 'commit', 'record'] as const) {
      void limit.run(write, () => hanging);
    }
  });
  const queued = (write: SaleWrite): Promise<number> =>
    limit.run(write, () => Promise.resolve(ran.push(write)));

  it.each(['count', 'commit'] as const)(
    'makes a sale that waits to %s give up, and never begin',
    async (write) => {
      await expect(queued(write)).rejects.toMatchObject({
        ...{ status: 503, code: 'temporarily_unavailable' },
        details: { headers: { 'Retry-After': '5' } },
      });
      end();
      await limit.run(write, () => Promise.resolve());
      expect(ran).toEqual([]);
    },
  );

  it('is waited for by what a provider has answered', async () => {
    const recorded = queued('record');
    await expect(queued('commit')).rejects.toMatchObject({ status: 503 });
    end();
    await recorded;
    expect(ran).toEqual(['record']);
  });

  it('does not make sales give up whose turn comes in time', async () => {
    const committed = queued('commit');
    end();
    await committed;
    expect(ran).toEqual(['commit']);
  });
});

describe('the read priority of the sales bulkhead', () => {
  const WRITES = 5;
  let now: number;
  let utilization: number;
  let limit: SalesBulkhead;
  let sleeping: (() => void)[];

  beforeEach(() => {
    [now, utilization, sleeping] = [1_000, 1, []];
    limit = new SalesBulkhead(100, {
      now: () => now,
      utilization: () => utilization,
      sleep: () => new Promise((resolve) => sleeping.push(resolve)),
    });
  });

  /** Starts several writes. `begun` counts the running ones and `endOne` completes one. */
  function write() {
    const ends: (() => void)[] = [];
    const done = Array.from({ length: WRITES }, () =>
      limit.run('commit', () => new Promise<void>((resolve) => ends.push(resolve))),
    );
    const endOne = async (number: number): Promise<void> => {
      ends[number]?.();
      await done[number];
    };
    return { begun: () => ends.length, endOne };
  }

  it('runs all writes at once when nothing is read', () => {
    expect(write().begun()).toBe(WRITES);
  });

  it('runs one write at a time while reads arrive and the process is busy', async () => {
    limit.readStarted();
    const { begun, endOne } = write();
    for (let ended = 0; ended < WRITES; ended += 1) {
      await turn();
      expect(begun()).toBe(ended + 1);
      await endOne(ended);
    }
  });

  it('runs one write at a time whatever kind of write it is', async () => {
    const begun: string[] = [];
    limit.readStarted();
    for (const kind of ['commit', 'record', 'count', 'commit'] as const) {
      void limit.run(kind, () => {
        begun.push(kind);
        return endless();
      });
    }
    await turn();
    expect(begun).toEqual(['commit']);
  });

  it('limits how long a write waits for one that is blocked', async () => {
    limit.readStarted();
    const { begun } = write();
    await turn();
    expect(begun()).toBe(1);
    for (const wakeUp of sleeping) wakeUp();
    await turn();
    expect(begun()).toBe(WRITES);
  });

  it('runs all writes at once while the process is not busy', () => {
    utilization = 0.6;
    limit.readStarted();
    expect(write().begun()).toBe(WRITES);
  });

  it('ends some time after the last read', async () => {
    limit.readStarted();
    now += 99;
    const held = write();
    await turn();
    expect(held.begun()).toBe(1);
    now += 1;
    expect(write().begun()).toBe(WRITES);
  });

  it('measures the utilization over some time', async () => {
    utilization = 0;
    limit.readStarted();
    expect(write().begun()).toBe(WRITES);
    utilization = 1;
    now += 49;
    expect(write().begun()).toBe(WRITES);
    now += 1;
    const held = write();
    await turn();
    expect(held.begun()).toBe(1);
  });
});

describe('the load of this process', () => {
  it('is measured since the last call, as a number between 0 and 1', () => {
    const load = processLoad();
    const before = load.now();
    expect(load.utilization()).toBeGreaterThanOrEqual(0);
    expect(load.utilization()).toBeLessThanOrEqual(1);
    expect(load.now()).toBeGreaterThanOrEqual(before);
  });
});
