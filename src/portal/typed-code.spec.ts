import { describe, expect, it } from '@jest/globals';
import { readCode, readLastDigits } from './typed-code.js';

describe('what a customer types as a code', () => {
  it.each([
    ['7KQ2MXPA', '7KQ2MXPA'],
    [' 7kq2-mxpa ', '7KQ2MXPA'],
    ['7kq2 mxpa', '7KQ2MXPA'],
  ])('is an access code: %j', (text, code) => {
    expect(readCode(text)).toEqual({ kind: 'code', code });
  });

  it.each([
    ['OAH3FEH5DT', 'OAH3FEH5DT'],
    ['mfxtnokgab', 'MFXTNOKGAB'],
    [' oah3 feh5 dt', 'OAH3FEH5DT'],
    [
      'OAH3FEH5DT Confirmed. Ksh50.00 sent to CAFE WIFI for account 1 on 1/3/26 at 9:00 AM. New M-PESA balance is Ksh1,234.00.',
      'OAH3FEH5DT',
    ],
    ['Umethibitisha: OAH3FEH5DT imethibitishwa', 'OAH3FEH5DT'],
  ])('is a receipt: %j', (text, receipt) => {
    expect(readCode(text)).toEqual({ kind: 'receipt', receipt });
  });

  it.each(['', '   ', 'hello', 'I have paid already', '🙂🙂🙂', '<script>', '1234'])(
    'is nothing: %j',
    (text) => {
      expect(readCode(text)).toEqual({ kind: 'nothing' });
    },
  );
});

describe('the last digits of a phone number', () => {
  it.each([
    ['5678', '5678'],
    ['0712 345 678', '5678'],
    ['+254712345678', '5678'],
    ['567', null],
    ['', null],
    ['abcd', null],
  ])('in %j are %j', (text, digits) => {
    expect(readLastDigits(text)).toBe(digits);
  });
});
