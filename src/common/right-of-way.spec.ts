import { beforeEach, describe, expect, it } from '@jest/globals';
import { pulseOfProcess, RightOfWay } from './right-of-way.js';

const PIECES = 5;
const turn = (): Promise<void> => new Promise(setImmediate);

describe('the right of way', () => {
  let now: number;
  let busyPart: number;
  let way: RightOfWay;
  let passed: (() => void)[];

  beforeEach(() => {
    [now, busyPart, passed] = [1_000, 1, []];
    way = new RightOfWay({
      now: () => now,
      busyPart: () => busyPart,
      pass: () => new Promise((resolve) => passed.push(resolve)),
    });
  });

  /** Begins some pieces of work; tells how many were begun, and ends one. */
  function work() {
    const ends: (() => void)[] = [];
    const done = Array.from({ length: PIECES }, () =>
      way.give(() => new Promise<void>((resolve) => ends.push(resolve))),
    );
    const endOne = async (number: number): Promise<void> => {
      ends[number]?.();
      await done[number];
    };
    return { begun: () => ends.length, endOne };
  }

  it('lets a crowd work as it likes when nobody looks', () => {
    expect(work().begun()).toBe(PIECES);
  });

  it('lets it do one piece after the other while somebody looks', async () => {
    way.taken();
    const { begun, endOne } = work();
    for (let ended = 0; ended < PIECES; ended += 1) {
      await turn();
      expect(begun()).toBe(ended + 1);
      await endOne(ended);
    }
  });

  it('lets nobody wait for ever behind a piece that is held up', async () => {
    way.taken();
    const { begun } = work();
    await turn();
    expect(begun()).toBe(1);
    for (const time of passed) time();
    await turn();
    expect(begun()).toBe(PIECES);
  });

  it('holds nobody up while the process has time to spare', () => {
    busyPart = 0.6;
    way.taken();
    expect(work().begun()).toBe(PIECES);
  });

  it('is over some time after the last look', async () => {
    way.taken();
    now += 99;
    const held = work();
    await turn();
    expect(held.begun()).toBe(1);
    now += 1;
    expect(work().begun()).toBe(PIECES);
  });

  it('goes by how busy the process has been for a while', async () => {
    busyPart = 0;
    way.taken();
    expect(work().begun()).toBe(PIECES);
    busyPart = 1;
    now += 49;
    expect(work().begun()).toBe(PIECES);
    now += 1;
    const held = work();
    await turn();
    expect(held.begun()).toBe(1);
  });
});

describe('the pulse of this process', () => {
  it('is a part of the time since it was last felt', () => {
    const pulse = pulseOfProcess();
    const before = pulse.now();
    expect(pulse.busyPart()).toBeGreaterThanOrEqual(0);
    expect(pulse.busyPart()).toBeLessThanOrEqual(1);
    expect(pulse.now()).toBeGreaterThanOrEqual(before);
  });
});
