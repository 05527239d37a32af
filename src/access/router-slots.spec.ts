import { describe, expect, it } from '@jest/globals';
import { RouterSlots } from './router-slots.js';

describe('the limits of jobs at routers', () => {
  /** Jobs that run until they are ended. */
  const ends: (() => void)[] = [];
  const job = (): Promise<void> => new Promise((resolve) => ends.push(resolve));

  /** A router of an operator who has no other. */
  const router = (id: number) => ({ id, userId: id });

  it('leave room for other routers, and for other jobs, and are given back', async () => {
    const slots = new RouterSlots({ ofRouter: 2, ofOperator: 12, inAll: 40 });
    const first = [slots.run(router(1), job), slots.run(router(1), job)];
    expect(await slots.run(router(1), job)).toBe(false);
    const others = Array.from({ length: 38 }, (_, number) => slots.run(router(number + 2), job));
    expect(await slots.run(router(99), job)).toBe(false);
    for (const end of ends) end();
    expect(await Promise.all([...first, ...others])).toEqual(Array(40).fill(true));
    expect(await slots.run(router(1), () => Promise.resolve())).toBe(true);
  });

  it('leave room for other operators, however many routers one has', async () => {
    const slots = new RouterSlots({ ofRouter: 2, ofOperator: 12, inAll: 40 });
    const routers = Array.from({ length: 50 }, (_, number) => ({ id: number + 1, userId: 7 }));
    const own = routers.map((each) => slots.run(each, job));
    const others = [1, 2, 3].map((userId) => slots.run({ id: 100 + userId, userId }, job));
    for (const end of ends) end();
    expect((await Promise.all(own)).filter(Boolean)).toHaveLength(12);
    expect(await Promise.all(others)).toEqual([true, true, true]);
    expect(await slots.run(router(1), () => Promise.resolve())).toBe(true);
  });

  it('are given back by jobs that fail', async () => {
    const slots = new RouterSlots({ ofRouter: 2, ofOperator: 12, inAll: 40 });
    const fail = () => slots.run(router(1), () => Promise.reject(new Error('refused')));
    for (let number = 0; number < 3; number += 1) await expect(fail()).rejects.toThrow('refused');
  });
});
