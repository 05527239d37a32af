import { describe, expect, it } from '@jest/globals';
import { Ids } from './ids.js';
import { CryptoRandom, type Random, SeededRandom } from './random.js';

describe('Ids', () => {
  it('makes short ids of seven upper-case letters and digits', () => {
    const ids = new Ids(new CryptoRandom());
    for (let drawn = 0; drawn < 50; drawn += 1) expect(ids.short()).toMatch(/^[A-Z0-9]{7}$/);
  });

  it('makes receipts that begin with a letter', () => {
    expect(new Ids(new CryptoRandom()).receipt()).toMatch(/^T[A-Z0-9]{9}$/);
  });

  it('makes random UUIDs', () => {
    const ids = new Ids(new CryptoRandom());
    expect(ids.uuid()).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(ids.uuid()).not.toBe(ids.uuid());
  });

  it('draws again when an id is taken', () => {
    const draws = [...Array<number>(14).fill(0), ...Array<number>(7).fill(1)];
    const poor: Random = { int: () => draws.shift() ?? 2 };
    const ids = new Ids(poor);

    expect([ids.short(), ids.short()]).toEqual(['0000000', '1111111']);
  });

  it('repeats itself for the same seed only', () => {
    const of = (seed: string): string => new Ids(new SeededRandom(seed)).short();
    expect(of('a')).toBe(of('a'));
    expect(of('a')).not.toBe(of('b'));
  });
});
