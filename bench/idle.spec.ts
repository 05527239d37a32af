import { describe, expect, it } from '@jest/globals';
import { untilIdle } from './idle.js';

/** A process with these readings of its CPU time. */
function process(...cpuMs: readonly number[]) {
  let looks = 0;
  return {
    look: () => ({ cpuMs: cpuMs[looks++] ?? 0, rssMb: 100 }),
    looks: () => looks,
  };
}

describe('a server that has lost its load', () => {
  it('is waited for as long as it works', async () => {
    const busy = process(1_000, 1_400, 1_400, 1_500, 1_500, 1_510);
    await untilIdle([1], 0, busy.look);
    expect(busy.looks()).toBe(6);
  });

  it('is watched for longer than its provider takes to answer', async () => {
    const started = performance.now();
    await untilIdle([1], 300, process(0, 0).look);
    expect(performance.now() - started).toBeGreaterThan(790);
  });

  it('is at rest when all its processes are', async () => {
    const used = new Map([
      [1, process(0, 0, 0, 0)],
      [2, process(0, 200, 200, 200)],
    ]);
    await untilIdle([1, 2], 0, (pid) => used.get(pid)?.look() ?? null);
    expect(used.get(1)?.looks()).toBe(4);
  });
});
