import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseIntegerId } from './integer-id.js';

describe('parseIntegerId', () => {
  it('reads every id of the database, as a number and as text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_147_483_647 }), (id) => {
        expect(parseIntegerId(id)).toBe(id);
        expect(parseIntegerId(String(id))).toBe(id);
      }),
    );
  });

  it.each([
    [0],
    [-1],
    [2.5],
    [2_147_483_648],
    [NaN],
    [Infinity],
    ['0'],
    ['-1'],
    ['+2'],
    ['02'],
    [' 2'],
    ['2 '],
    ['2\n'],
    ['2abc'],
    ['2.0'],
    ['1e3'],
    ['0x2'],
    ['２'],
    [''],
    ['2147483648'],
    ['9'.repeat(400)],
    [2n],
    [true],
    [null],
    [undefined],
    [['2']],
    [{ id: 2 }],
  ])('gives null for %p', (value: unknown) => {
    expect(parseIntegerId(value)).toBeNull();
  });
});
