import { describe, expect, it } from '@jest/globals';
import { inLanguage } from './language.js';
import { SWAHILI } from './swahili.js';

const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);

describe('a sentence in another language', () => {
  it('keeps what changes in it', () => {
    expect(inLanguage('Amount must match package price: 25.00 KES', 'sw')).toEqual({
      text: 'Kiasi lazima kilingane na bei ya kifurushi: 25.00 KES',
      language: 'sw',
    });
    expect(
      inLanguage('This payment has been retried 3 times. Please begin a new one.', 'sw'),
    ).toEqual({ text: 'Malipo haya yamerudiwa mara 3. Tafadhali anza upya.', language: 'sw' });
  });

  it('shows what changes as it is, also where it looks like a part of a pattern', () => {
    const reason = '$& $1 {reason} {field}\n(.*)';
    expect(inLanguage(`Failed to initiate STK push: ${reason}`, 'sw').text).toBe(
      `Ombi la malipo halikutumwa kwenye simu: ${reason}`,
    );
  });

  it('is English when that is asked for, and where there is no other', () => {
    for (const sentence of Object.keys(SWAHILI)) {
      expect(inLanguage(sentence, 'en')).toEqual({ text: sentence, language: 'en' });
    }
    for (const text of ['Something new.', '', 'constructor', '__proto__']) {
      expect(inLanguage(text, 'sw')).toEqual({ text, language: 'en' });
    }
  });

  it('names nothing that the English one does not have', () => {
    for (const [english, swahili] of Object.entries(SWAHILI)) {
      expect(placeholders(english)).toEqual(expect.arrayContaining(placeholders(swahili)));
    }
  });
});
