import { describe, expect, it } from '@jest/globals';
import { chosenLanguage, preferredLanguage } from './portal-language.js';

describe('the language of a page', () => {
  it.each([
    ['sw-KE,sw;q=0.9,en;q=0.8', 'sw'],
    ['en-GB,en;q=0.9,sw;q=0.8', 'en'],
    ['fr, sw;q=0.5, en;q=0.4', 'sw'],
    ['en;q=0.1, sw', 'sw'],
    ['sw;q=0, en;q=0.1', 'en'],
    ['*', 'en'],
    ['', 'en'],
    [undefined, 'en'],
    [';;;q=,,', 'en'],
    ['sw;q=9.9.9', 'en'],
  ])('for %j is %s', (header, language) => {
    expect(preferredLanguage(header)).toBe(language);
  });

  it('is read within bounds, however long the header is', () => {
    expect(preferredLanguage('fr,'.repeat(10_000) + 'sw')).toBe('en');
  });

  it('is chosen by our own words only', () => {
    expect(['en', 'sw', 'fr', '', undefined, ['en']].map(chosenLanguage)).toEqual([
      ...['en', 'sw'],
      ...[null, null, null, null],
    ]);
  });
});
