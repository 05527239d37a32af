import { describe, expect, it } from '@jest/globals';
import { isDeeperThan } from './depth.js';

describe('isDeeperThan', () => {
  it.each<[unknown, number]>([
    [5, 0],
    ['text', 0],
    [null, 0],
    [{}, 1],
    [[], 1],
    [{ a: 1, b: null }, 1],
    [{ a: {} }, 2],
    [[[1], [2]], 2],
    [{ a: [{ b: 1 }], c: 2 }, 3],
  ])('counts %j as %i deep', (value, depth) => {
    expect(isDeeperThan(value, depth)).toBe(false);
    if (depth > 0) expect(isDeeperThan(value, depth - 1)).toBe(true);
  });

  it('survives what is deeper than the stack', () => {
    const value = JSON.parse('['.repeat(200_000) + ']'.repeat(200_000)) as unknown;
    expect(isDeeperThan(value, 32)).toBe(true);
    expect(isDeeperThan(value, 199_999)).toBe(true);
    expect(isDeeperThan(value, 200_000)).toBe(false);
  });
});
