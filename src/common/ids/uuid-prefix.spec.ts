import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseUuidPrefix } from './uuid-prefix.js';

const ID = '0198c0de-1234-7abc-8def-0123456789ab';

describe('the beginning of a UUID', () => {
  it.each([
    ['0198', '01980000-0000-0000-0000-000000000000', '0198ffff-ffff-ffff-ffff-ffffffffffff'],
    [' 0198C0DE ', '0198c0de-0000-0000-0000-000000000000', '0198c0de-ffff-ffff-ffff-ffffffffffff'],
    ['0198c0de-', '0198c0de-0000-0000-0000-000000000000', '0198c0de-ffff-ffff-ffff-ffffffffffff'],
    ['0198c0de-12', '0198c0de-1200-0000-0000-000000000000', '0198c0de-12ff-ffff-ffff-ffffffffffff'],
    ['0198c0de12', '0198c0de-1200-0000-0000-000000000000', '0198c0de-12ff-ffff-ffff-ffffffffffff'],
    [ID, ID, ID],
    [ID.replaceAll('-', '').toUpperCase(), ID, ID],
  ])('%j reads as a range', (text, lowest, highest) => {
    expect(parseUuidPrefix(text)).toEqual({ lowest, highest });
  });

  it.each([
    '',
    '019',
    '0198x',
    '01-98',
    '0198-c0de',
    '0198-',
    '0198c0de--12',
    `${ID}0`,
    `${ID}-`,
    '-0198c0de',
  ])('is not %j', (text) => {
    expect(parseUuidPrefix(text)).toBeNull();
  });

  it('names its UUID, however much of it is given', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 4, max: 36 }), fc.boolean(), (id, length, plain) => {
        const given = id.slice(0, length);
        const range = parseUuidPrefix(plain ? given.replaceAll('-', '') : given);
        expect(range && range.lowest <= id && id <= range.highest).toBe(true);
      }),
    );
  });
});
