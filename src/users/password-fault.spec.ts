import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { passwordFault } from './password-fault.js';

const owner = { username: 'Wanjiku.Hotspots', email: 'wanjiku-sells@example.com' };
const common = new Set(['qwertyuiop', 'password123']);
const faultOf = (password: string): string | null => passwordFault(password, owner, common);

const TOO_NEAR = 'must differ from the user name and the e-mail address';
const TOO_COMMON = 'is among the first that anyone would guess; choose another one';

describe('the rule for new passwords', () => {
  it.each(['correct horse staple', 'Zx81-spectrum', 'nywele-ndefu-7', '0712345679a', 'ééééàààà11'])(
    'accepts %p',
    (password) => {
      expect(faultOf(password)).toBeNull();
    },
  );

  it.each([
    ['the user name', 'Wanjiku.Hotspots'],
    ['the user name in another case', 'WANJIKU.hotspots'],
    ['the user name in full-width letters', 'ｗａｎｊｉｋｕ.hotspots'],
    ['the local part of the e-mail address', 'Wanjiku-Sells'],
    ['the e-mail address', 'WANJIKU-sells@Example.com'],
  ])('refuses %s', (_what, password) => {
    expect(faultOf(password)).toBe(TOO_NEAR);
  });

  it('accepts a password that only contains the user name', () => {
    expect(faultOf('Wanjiku.Hotspots-7f')).toBeNull();
  });

  it('takes the last @ for the end of the local part', () => {
    const odd = { username: 'odd', email: '"odd@local"@example.com' };
    expect(passwordFault('"odd@local"', odd, common)).toBe(TOO_NEAR);
  });

  it.each(['qwertyuiop', 'QWERTYuiop', 'Password123'])('refuses the common password %p', (word) => {
    expect(faultOf(word)).toBe(TOO_COMMON);
  });

  it.each([
    '1111111111',
    'abcabcabcabc',
    'abc1aabc1aab',
    '0123456789',
    '9876543210',
    '7890123456',
    '1098765432',
    'ABCDEFGHIJ',
  ])('refuses the pattern %p', (password) => {
    expect(faultOf(password)).toBe(TOO_COMMON);
  });

  it('refuses every short piece that is repeated to any length', () => {
    const piece = fc.string({ minLength: 1, maxLength: 5, unit: 'grapheme-ascii' });
    fc.assert(
      fc.property(piece, fc.integer({ min: 10, max: 128 }), (text, length) => {
        const password = text.repeat(length).slice(0, length);
        expect(faultOf(password)).toBe(TOO_COMMON);
      }),
    );
  });

  it('accepts a repeated piece that would be long enough to stand alone', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom(...Array.from('acegikmoqsuwy')), { minLength: 10 }),
        (parts) => {
          const piece = parts.join('');
          expect(faultOf(piece + piece)).toBeNull();
        },
      ),
    );
  });
});
