import { describe, expect, it } from '@jest/globals';
import { readOptions } from './options.js';
import { secondsOf } from './workloads.js';

describe('the options of the benchmark', () => {
  it('measure three times five seconds of everything by default', () => {
    const plain = readOptions([]);
    expect(plain).toMatchObject({ only: [], repetitions: 3, seconds: 5, servers: 1 });
    expect(plain.database).toBeNull();
  });

  it('let what is said go before --quick', () => {
    expect(readOptions(['--quick'])).toMatchObject({ repetitions: 1, seconds: 2 });
    expect(readOptions(['--quick', '--seconds', '9', '--repetitions', '2'])).toMatchObject({
      ...{ repetitions: 2, seconds: 9 },
    });
  });

  it('read names between commas', () => {
    expect(readOptions(['--only', 'isolation,login,']).only).toEqual(['isolation', 'login']);
  });

  it('take a database for its own direct address', () => {
    const url = 'postgresql://pooler/bench';
    expect(readOptions(['--database', url]).database).toEqual({
      ...{ url, directUrl: url, replicaUrl: null },
    });
  });

  it('know no others', () => {
    expect(() => readOptions(['--fast'])).toThrow(/--fast/);
  });
});

describe('the length of a measurement', () => {
  const slow = { atLeastSeconds: 20 };

  it.each([
    ['the common one', {}, [], 5],
    ['the minimum of the workload where it is longer', slow, [], 20],
    ['the one of the options where that is longer', slow, ['--seconds', '30'], 30],
    ['a shorter minimum with --quick', slow, ['--quick'], 8],
  ])('is %s', (_which, workload, args, expected) => {
    expect(secondsOf(workload, readOptions([...args]))).toBe(expected);
  });
});
