import { beforeEach, describe, expect, it } from '@jest/globals';
import { processLoad, ReadPriority } from './read-priority.js';

const WRITES = 5;
const turn = (): Promise<void> => new Promise(setImmediate);

describe('read priority', () => {
  let now: number;
  let utilization: number;
  let readPriority: ReadPriority;
  let sleeping: (() => void)[];

  beforeEach(() => {
    [now, utilization, sleeping] = [1_000, 1, []];
    readPriority = new ReadPriority({
      now: () => now,
      utilization: () => utilization,
      sleep: () => new Promise((resolve) => sleeping.push(resolve)),
    });
  });

  /** Starts several writes. `begun` counts the running ones and `endOne` completes one. */
  function write() {
    const ends: (() => void)[] = [];
    const done = Array.from({ length: WRITES }, () =>
      readPriority.runWrite(() => new Promise<void>((resolve) => ends.push(resolve))),
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
    readPriority.readStarted();
    const { begun, endOne } = write();
    for (let ended = 0; ended < WRITES; ended += 1) {
      await turn();
      expect(begun()).toBe(ended + 1);
      await endOne(ended);
    }
  });

  it('limits how long a write waits for one that is blocked', async () => {
    readPriority.readStarted();
    const { begun } = write();
    await turn();
    expect(begun()).toBe(1);
    for (const wakeUp of sleeping) wakeUp();
    await turn();
    expect(begun()).toBe(WRITES);
  });

  it('runs all writes at once while the process is not busy', () => {
    utilization = 0.6;
    readPriority.readStarted();
    expect(write().begun()).toBe(WRITES);
  });

  it('ends some time after the last read', async () => {
    readPriority.readStarted();
    now += 99;
    const held = write();
    await turn();
    expect(held.begun()).toBe(1);
    now += 1;
    expect(write().begun()).toBe(WRITES);
  });

  it('measures the utilization over some time', async () => {
    utilization = 0;
    readPriority.readStarted();
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
