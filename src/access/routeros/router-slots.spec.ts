import { describe, expect, it } from '@jest/globals';
import { RouterSlots } from './router-slots.js';

describe('the limits of jobs at routers', () => {
  /** Jobs that run until they are ended. */
  const ends: (() => void)[] = [];
  const job = (): Promise<void> => new Promise((resolve) => ends.push(resolve));

  it('leave room for other routers, and for other jobs, and are given back', async () => {
    const slots = new RouterSlots();
    const first = [slots.run(1, job), slots.run(1, job)];
    expect(await slots.run(1, job)).toBe(false);
    const others = Array.from({ length: 38 }, (_, number) => slots.run(number + 2, job));
    expect(await slots.run(99, job)).toBe(false);
    for (const end of ends) end();
    expect(await Promise.all([...first, ...others])).toEqual(Array(40).fill(true));
    expect(await slots.run(1, () => Promise.resolve())).toBe(true);
  });

  it('are given back by jobs that fail', async () => {
    const slots = new RouterSlots();
    const fail = () => slots.run(1, () => Promise.reject(new Error('refused')));
    for (let number = 0; number < 3; number += 1) await expect(fail()).rejects.toThrow('refused');
  });
});
