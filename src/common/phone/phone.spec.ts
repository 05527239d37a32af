import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseEastAfrican, parseKenyanMobile } from './phone.js';

/**
 * Numbers that must be readable whatever the metadata of the library contain, without the 0. 07xx
 * and 01xx are the two mobile series in the numbering plan of the Communications Authority of Kenya
 * (October 2019; 01 was opened in May 2019, to Airtel from 0100 and to Safaricom from 0110). Of
 * 012x, the ranges that the metadata of libphonenumber-js 1.13.16 assign to mobile networks.
 */
const LIVE_RANGES = [
  ...Array.from({ length: 100 }, (_, n) => String(700 + n)),
  ...Array.from({ length: 20 }, (_, n) => String(100 + n)),
  ...['120', '121', '124'],
];

const JANE = { e164: '+254712345678', msisdn: '254712345678', country: 'KE' };

describe('parseKenyanMobile', () => {
  it.each([
    '0712345678',
    '712345678',
    '254712345678',
    '+254712345678',
    '+254 712 345 678',
    '0712 345 678',
    '0712-345-678',
    '(0712) 345-678',
    '(+254) 712-345-678',
    ' 254712345678 ',
    '+254 0712 345 678',
    '2540712345678',
    '00254712345678',
    '000 254 712 345 678',
    '0712\u00a0345\u2011678',
    '\u202a+254712345678\u202c',
    '0712.345.678',
    '+254.712.345.678',
    '+254 (0) 712 345 678',
    '+254(0)712345678',
    '0712\u200b345\u2060678\ufeff',
    '0712\u2212345\u2212678',
    '\u2067+254\u00a0712\u202f345\u2009678\u2069',
    '0712\ufe0f345678\u3164',
    `\u202d${'0712345678'.split('').join('\u200d\u200b\u2060')}\u202c`,
  ])('reads %j as +254712345678', (text) => {
    expect(parseKenyanMobile(text)).toEqual(JANE);
  });

  it('reads a number of the newer 01 range', () => {
    expect(parseKenyanMobile('0112345678')).toEqual({
      e164: '+254112345678',
      msisdn: '254112345678',
      country: 'KE',
    });
  });

  it.each(['', '0', '254', '+254', '+254 0', '00254', '000254'])(
    'knows every range of Kenya’s mobile networks, written after "%s"',
    (start) => {
      const written = LIVE_RANGES.map((range) => `${start}${range}123456`);
      expect(written.filter((text) => parseKenyanMobile(text) === null)).toEqual([]);
      expect(parseKenyanMobile(`${start}109123456`)).toEqual({
        e164: '+254109123456',
        msisdn: '254109123456',
        country: 'KE',
      });
    },
  );

  it.each([
    ['a Nairobi landline', '0202345678'],
    ['a landline with country code', '+254 20 2345678'],
    ['a toll-free number', '0800123456'],
    ['a premium number', '0900223456'],
    ['a number one digit short', '071234567'],
    ['a number one digit long', '07123456789'],
    ['a number with country code one digit short', '25471234567'],
    ['a number with country code one digit long', '2547123456789'],
    ['a Ugandan number', '+256772123456'],
    ['a Tanzanian number', '255712345678'],
    ['a British mobile number', '+447911123456'],
    ['an American number', '+12025550123'],
    ['a national number after zeros', '000712345678'],
    ['four zeros before a country code', '0000254712345678'],
    ['letters in the number', '0712ABC678'],
    ['a word before the number', 'tel:0712345678'],
    ['an extension', '0712345678 ext 5'],
    ['a service code', '*144#'],
    ['a plus in the middle', '0712+345678'],
    ['two pluses', '++254712345678'],
    ['a plus before a national number', '+0712345678'],
    ['two numbers', '0712345678,0712345679'],
    ['Arabic digits', '٠٧١٢٣٤٥٦٧٨'],
    ['full-width digits', '０７１２３４５６７８'],
    ['nothing', ''],
    ['spaces only', '   '],
    ['a plus only', '+'],
    ['more text than any number has', `0712345678${' '.repeat(100_000)}`],
  ])('refuses %s', (_what, text) => {
    expect(parseKenyanMobile(text)).toBeNull();
  });

  it('reads every way of writing one number alike', () => {
    const national = fc
      .tuple(fc.constantFrom('7', '11'), fc.nat({ max: 99_999_999 }))
      .map(([start, rest]) => (start + String(rest).padStart(8, '0')).slice(0, 9));
    const prefix = fc.constantFrom('', '0', '254', '+254', '+2540');
    const separators = fc.array(fc.constantFrom('', ' ', '-', '(', ')'), {
      minLength: 9,
      maxLength: 9,
    });
    fc.assert(
      fc.property(national, prefix, separators, (number, start, between) => {
        const text =
          start +
          number
            .split('')
            .map((digit, n) => `${between[n] ?? ''}${digit}`)
            .join('');
        expect(parseKenyanMobile(text)?.msisdn).toBe(`254${number}`);
      }),
    );
  });
});

describe('parseEastAfrican', () => {
  it.each([
    ['+254 712 345 678', 'KE', '254712345678'],
    ['+256 772 123 456', 'UG', '256772123456'],
    ['256772123456', 'UG', '256772123456'],
    ['+255 712 345 678', 'TZ', '255712345678'],
    ['255612345678', 'TZ', '255612345678'],
    ['+250 788 123 456', 'RW', '250788123456'],
    ['250788123456', 'RW', '250788123456'],
    ['00250788123456', 'RW', '250788123456'],
    ['000250788123456', 'RW', '250788123456'],
    ['000256772123456', 'UG', '256772123456'],
  ])('reads %s as a number of %s', (text, country, msisdn) => {
    expect(parseEastAfrican(text)).toEqual({ e164: `+${msisdn}`, msisdn, country });
  });

  it('reads a national number that several countries have as Kenyan', () => {
    expect(parseEastAfrican('0788123456')?.e164).toBe('+254788123456');
  });

  it('reads a national number that Kenya does not have as of the country that has it', () => {
    expect(parseEastAfrican('0612345678')?.e164).toBe('+255612345678');
  });

  it.each(['+257 79 123 456', '+243 812 345 678', '+447911123456', '0202345678', 'abc', ''])(
    'refuses %j',
    (text) => {
      expect(parseEastAfrican(text)).toBeNull();
    },
  );

  it('throws on no text and gives E.164 or nothing', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ unit: fc.constantFrom(...'0123456789+-() *#;,.extKE'.split('')), maxLength: 40 }),
      fc.integer({ min: 0, max: 100_000 }).map((length) => '7'.repeat(length)),
    );
    fc.assert(
      fc.property(text, (candidate) => {
        const phone = parseEastAfrican(candidate);
        if (phone === null) return;
        expect(phone.e164).toMatch(/^\+25[0456]\d{9}$/);
        expect(parseEastAfrican(phone.e164)).toEqual(phone);
        expect(parseEastAfrican(phone.msisdn)).toEqual(phone);
      }),
      { numRuns: 1000 },
    );
  });
});
