import { describe, expect, it } from '@jest/globals';
import { systemClock } from './clock.js';
import { Scheduler } from './scheduler.js';

const settled = (): Promise<void> => Promise.resolve();

/** A scheduler whose time moves only when the test advances it. */
const still = (): Scheduler => new Scheduler(systemClock, 0, () => undefined);

describe('Scheduler', () => {
  it('runs tasks in the order they fall due, whatever order they were planned in', async () => {
    const scheduler = still();
    const ran: string[] = [];
    scheduler.after(300, () => ran.push('third'));
    scheduler.after(100, () => ran.push('first'));
    scheduler.after(200, () => ran.push('second'));

    await scheduler.advance(1_000, settled);

    expect(ran).toEqual(['first', 'second', 'third']);
  });

  it('runs tasks of one moment in the order they were planned', async () => {
    const scheduler = still();
    const ran: number[] = [];
    for (const each of [1, 2, 3, 4]) scheduler.after(50, () => ran.push(each));

    await scheduler.advance(50, settled);

    expect(ran).toEqual([1, 2, 3, 4]);
  });

  it('leaves what falls due later alone', async () => {
    const scheduler = still();
    const ran: string[] = [];
    scheduler.after(100, () => ran.push('due'));
    scheduler.after(101, () => ran.push('later'));

    await scheduler.advance(100, settled);

    expect(ran).toEqual(['due']);
    expect(scheduler.pending).toBe(1);
    expect(scheduler.untilNextMs()).toBe(1);
  });

  it('runs what a task plans on the way when it falls due in time', async () => {
    const scheduler = still();
    const seen: number[] = [];
    const start = scheduler.nowMs();
    scheduler.after(100, () => {
      scheduler.after(100, () => seen.push(scheduler.nowMs() - start));
    });

    await scheduler.advance(1_000, settled);

    expect(seen).toEqual([200]);
    expect(scheduler.nowMs() - start).toBe(1_000);
  });

  it('waits for what a moment set going before it comes to the next', async () => {
    const scheduler = still();
    const order: string[] = [];
    scheduler.after(1, () => order.push('one'));
    scheduler.after(2, () => order.push('two'));

    await scheduler.advance(10, () => {
      order.push('settled');
      return Promise.resolve();
    });

    expect(order).toEqual(['one', 'settled', 'two', 'settled']);
  });

  it('does not run a cancelled task', async () => {
    const scheduler = still();
    const ran: string[] = [];
    const cancel = scheduler.after(10, () => ran.push('cancelled'));
    scheduler.after(10, () => ran.push('kept'));
    cancel();

    await scheduler.advance(10, settled);

    expect(ran).toEqual(['kept']);
  });

  it('forgets every task when cleared', async () => {
    const scheduler = still();
    const ran: string[] = [];
    scheduler.after(10, () => ran.push('ran'));
    scheduler.clear();

    await scheduler.advance(100, settled);

    expect(ran).toEqual([]);
    expect(scheduler.untilNextMs()).toBeUndefined();
  });

  it('lives faster than its clock', () => {
    let realMs = 1_000_000;
    const clock = { now: () => new Date(realMs) };
    const scheduler = new Scheduler(clock, 60, () => undefined);

    realMs += 1_000;

    expect(scheduler.nowMs()).toBe(1_060_000);
  });

  it('runs in real time when its speed is not 0, in order even with coarse timers', async () => {
    let realMs = 0;
    const scheduler = new Scheduler({ now: () => new Date(realMs) }, 1_000, () => undefined);
    const ran: number[] = [];

    await new Promise<void>((resolve) => {
      scheduler.after(3_000, resolve);
      for (const ms of [2_000, 100, 1_700]) scheduler.after(ms, () => ran.push(ms));
      realMs += 3;
    });

    expect(ran).toEqual([100, 1_700, 2_000]);
  });

  it('reports that due tasks have run', async () => {
    let told = 0;
    const scheduler = new Scheduler(systemClock, 0, () => (told += 1));
    scheduler.after(1, () => undefined);

    await scheduler.advance(1, settled);

    expect(told).toBe(1);
  });
});
