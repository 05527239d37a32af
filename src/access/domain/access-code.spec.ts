import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { drawAccessCode, parseAccessCode } from './access-code.js';

describe('access codes', () => {
  it('have eight characters, of which no two look alike', () => {
    const drawn = Array.from({ length: 2_000 }, drawAccessCode);
    for (const code of drawn) expect(code).toMatch(/^[2-9A-HJKMNP-Z]{8}$/);
    expect(new Set(drawn).size).toBe(drawn.length);
    expect(new Set(drawn.join(''))).toEqual(new Set('23456789ABCDEFGHJKMNPQRSTUVWXYZ'));
  });

  it('are read in any letter case, with or without dashes and spaces', () => {
    fc.assert(
      fc.property(
        fc.constant(null).map(drawAccessCode),
        fc.array(fc.constantFrom('-', ' ', '–', '\n', ''), { minLength: 9, maxLength: 9 }),
        fc.boolean(),
        (code, gaps, isLower) => {
          const letters = code.split('').map((letter, at) => `${gaps[at] ?? ''}${letter}`);
          const typed = `${letters.join('')}${gaps[8] ?? ''}`;
          expect(parseAccessCode(isLower ? typed.toLowerCase() : typed)).toBe(code);
        },
      ),
    );
  });

  it.each([
    '',
    'ABCD-EFG',
    'ABCD-EFGH2',
    'ABCD-EFG0',
    'ABCD-EFGO',
    'ABCD-EFG1',
    'ABCD-EFGL',
    'ABCD.EFGH',
  ])('are not read from %p', (text) => {
    expect(parseAccessCode(text)).toBeNull();
  });
});
