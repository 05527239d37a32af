import { describe, expect, it } from '@jest/globals';
import { StepSize } from './step-size.js';

describe('how much one transaction folds', () => {
  it('grows to the largest size as long as transactions are short', () => {
    const size = new StepSize(1, 7);
    const sizes = Array.from({ length: 5 }, () => {
      const { current } = size;
      size.took(100);
      return current;
    });
    expect(sizes).toEqual([1, 2, 4, 7, 7]);
  });

  it('stays as long as transactions take a while, and is halved when they take long', () => {
    const size = new StepSize(1, 7);
    for (const ms of [0, 0, 0]) size.took(ms);
    size.took(2_000);
    expect(size.current).toBe(7);
    size.took(5_000);
    expect(size.current).toBe(3);
  });

  it('is halved until it is the smallest', () => {
    const size = new StepSize(1, 7);
    for (const ms of [0, 0, 0]) size.took(ms);
    expect([size.shrink(), size.shrink(), size.shrink()]).toEqual([true, true, false]);
    expect(size.current).toBe(1);
  });
});
