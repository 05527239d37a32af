import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cleanUsername, storedUsername, usernameKey } from './username.js';

describe('user names', () => {
  it.each([
    ['amina', 'Amina'],
    ['amina', '  AMINA\t'],
    ['amina', 'am\u200bina\u00a0'],
    ['amina', '\ufeff\u202aamina\u202c\u00ad'],
    ['amina', 'ａｍｉｎａ'],
    ['kiosk', '\u212aiosk'],
    ['émile', 'E\u0301MILE'],
    ['strasse', 'STRAßE'],
    ['strasse', 'STRAẞE'],
    ['οδοσ', 'ΟΔΟΣ'],
    ['οδοσ', 'οδος'],
    ['i\u0307bo', '\u0130bo'],
    ['file', '\ufb01le'],
  ])('have the key %j in the spelling %j', (key, spelling) => {
    expect(usernameKey(spelling)).toBe(key);
  });

  it.each([
    ['amina', 'amina1'],
    ['amina', 'a mina'],
    ['emile', 'émile'],
    ['amina.wifi', 'aminawifi'],
  ])('are two: %j and %j', (one, two) => {
    expect(usernameKey(one)).not.toBe(usernameKey(two));
  });

  it('have a key that is its own key, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (typed) => {
        const key = usernameKey(typed);
        expect(usernameKey(key)).toBe(key);
        expect(usernameKey(cleanUsername(typed))).toBe(key);
        expect(usernameKey(storedUsername(typed))).toBe(key);
      }),
      { numRuns: 2_000 },
    );
  });

  it('keep their capitals when stored, where every database can fold them', () => {
    expect(storedUsername(' Amina ')).toBe('Amina');
    expect(storedUsername('\u00c9mile')).toBe('émile');
  });
});
