import { describe, expect, it } from '@jest/globals';
import { ageOfAll } from './age.js';

const answered = (dataUpdatedAt: number) => ({ dataUpdatedAt, isError: false });

describe('the age of several answers', () => {
  it('is that of the oldest', () => {
    expect(ageOfAll([answered(7000), answered(3000)])).toEqual(answered(3000));
  });

  it('says that one has failed, also when it has never arrived', () => {
    const never = { dataUpdatedAt: 0, isError: true };
    expect(ageOfAll([answered(7000), never])).toEqual({ dataUpdatedAt: 7000, isError: true });
    expect(ageOfAll([never])).toEqual(never);
  });
});
