import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CurrencyMismatchError, Money, MoneyFormatError } from './money.js';

const LARGEST = 999_999_999_999;
const cents = fc.oneof(
  fc.integer({ min: 0, max: 10_000 }),
  fc.integer({ min: 0, max: LARGEST }),
  fc.constantFrom(0, 1, 99, 100, LARGEST - 1, LARGEST),
);

const kes = (minor: number): Money => Money.fromMinor(minor, 'KES');

/** Every spelling of `minor` cents that a request may send. */
function spellings(minor: number): string[] {
  const whole = String(Math.trunc(minor / 100));
  const decimals = String(minor % 100).padStart(2, '0');
  const texts = [`${whole}.${decimals}`, ` ${whole}.${decimals} `, `00${whole}.${decimals}`];
  if (decimals.endsWith('0')) texts.push(`${whole}.${decimals.slice(0, 1)}`);
  if (decimals === '00') texts.push(whole);
  return texts;
}

describe('Money.parse', () => {
  it.each([
    ['50', 5000],
    ['50.0', 5000],
    ['50.00', 5000],
    ['  50.5 ', 5050],
    ['0', 0],
    ['0.01', 1],
    ['007.50', 750],
    ['9999999999.99', LARGEST],
    [50, 5000],
    [19.99, 1999],
    [1.1, 110],
    [0.29, 29],
    [0, 0],
    [-0, 0],
    [9_999_999_999.99, LARGEST],
  ])('reads %j as %i cents', (value, minor) => {
    expect(Money.parse(value, 'KES').minor).toBe(minor);
  });

  it.each([
    '50.001',
    '50.000',
    '1e3',
    '1E3',
    'nan',
    'NaN',
    'Infinity',
    '+5',
    '-5',
    '-0',
    '',
    ' ',
    '.5',
    '5.',
    '5.0.0',
    '5 0',
    '0x10',
    '0b1',
    '1_000',
    '1,000.00',
    '50,00',
    '５',
    '٥',
    '\t5',
    '5\n',
    '\u00a05',
    '5 KES',
    '10000000000',
    '10000000000.00',
    '9'.repeat(400),
    ' '.repeat(100_000),
  ])('refuses the text %j', (text) => {
    expect(() => Money.parse(text, 'KES')).toThrow(MoneyFormatError);
  });

  it.each([
    [0.1 + 0.2],
    [50.001],
    [-5],
    [-0.01],
    [1e-7],
    [1e21],
    [1e10],
    [NaN],
    [Infinity],
    [-Infinity],
    [5n],
    [true],
    [null],
    [undefined],
    [['50']],
    [{ amount: '50' }],
    [{ toString: () => '50' }],
    [new Number(50)],
  ])('refuses the value %p', (value: unknown) => {
    expect(() => Money.parse(value, 'KES')).toThrow(MoneyFormatError);
  });

  it.each(['', 'kes', 'KE', 'KESH', 'K3S', 'KÉS', ' KES'])(
    'refuses the currency %j',
    (currency) => {
      expect(() => Money.parse('50', currency)).toThrow(MoneyFormatError);
    },
  );

  it('gives back every amount it printed', () => {
    fc.assert(
      fc.property(cents, (minor) => Money.parse(kes(minor).toString(), 'KES').minor === minor),
    );
  });

  it('reads a JSON number of at most two decimals without losing a cent', () => {
    fc.assert(
      fc.property(cents, (minor) => {
        const number: unknown = JSON.parse(kes(minor).toString());
        return Money.parse(number, 'KES').minor === minor;
      }),
    );
  });

  it('reads all spellings of one amount as equal', () => {
    fc.assert(
      fc.property(cents, (minor) => {
        for (const text of spellings(minor)) {
          expect(Money.parse(text, 'KES').equals(kes(minor))).toBe(true);
        }
      }),
    );
  });

  it('either reads a text of money characters exactly or refuses it', () => {
    const text = fc.string({
      unit: fc.constantFrom(...'0123456789.+-e, '.split('')),
      maxLength: 14,
    });
    fc.assert(
      fc.property(text, (candidate) => {
        let money: Money;
        try {
          money = Money.parse(candidate, 'KES');
        } catch (error) {
          expect(error).toBeInstanceOf(MoneyFormatError);
          return;
        }
        const [whole = '', decimals = ''] = candidate.trim().split('.');
        expect(BigInt(money.minor)).toBe(BigInt(whole + decimals.padEnd(2, '0')));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('Money.parseLenient', () => {
  it.each([
    [20, 2000],
    ['20.00', 2000],
    [3013.0, 301_300],
    ['3013.0', 301_300],
    ['105.46', 10_546],
    [105.46, 10_546],
    ['0.00', 0],
    ['20.0000', 2000],
    ['20.1000', 2010],
    [' 20.00 ', 2000],
  ])('reads %j as %i cents', (value, minor) => {
    expect(Money.parseLenient(value, 'KES')).toEqual(kes(minor));
  });

  it('reads a currency in lower case', () => {
    expect(Money.parseLenient('20.00', 'kes')).toEqual(kes(2000));
  });

  it.each([
    ['1,000.00', 'KES'],
    ['20,00', 'KES'],
    ['20.001', 'KES'],
    ['-20.00', 'KES'],
    ['KES 20.00', 'KES'],
    ['1e3', 'KES'],
    ['', 'KES'],
    [null, 'KES'],
    [undefined, 'KES'],
    [NaN, 'KES'],
    [{}, 'KES'],
    ['20.00', null],
    ['20.00', undefined],
    ['20.00', ''],
    ['20.00', 'K'],
    ['20.00', 'ſes'],
    ['20.00', 404],
  ])('gives null for the amount %j in %j', (value: unknown, currency: unknown) => {
    expect(Money.parseLenient(value, currency)).toBeNull();
  });

  it('never throws and reads nothing that parse reads differently', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (value, currency) => {
        const money = Money.parseLenient(value, currency);
        if (money === null) return;
        expect(Money.parse(money.toString(), money.currency).equals(money)).toBe(true);
      }),
    );
  });
});

describe('Money', () => {
  it('prints exactly two decimals', () => {
    expect([0, 1, 10, 100, 5000, LARGEST].map((minor) => kes(minor).toString())).toEqual([
      '0.00',
      '0.01',
      '0.10',
      '1.00',
      '50.00',
      '9999999999.99',
    ]);
  });

  it('prints the largest safe integer of cents exactly', () => {
    expect(kes(Number.MAX_SAFE_INTEGER).toString()).toBe('90071992547409.91');
  });

  it('is its text in JSON', () => {
    expect(JSON.stringify({ amount: kes(5000) })).toBe('{"amount":"50.00"}');
  });

  it.each([0.5, -1, NaN, Infinity, Number.MAX_SAFE_INTEGER + 1])(
    'refuses %p minor units',
    (minor) => {
      expect(() => kes(minor)).toThrow(MoneyFormatError);
    },
  );

  it('cannot be changed', () => {
    const money = kes(5000);
    expect(() => Object.assign(money, { minor: 1 })).toThrow(TypeError);
    expect(money.minor).toBe(5000);
  });

  it('equals only the same amount of the same currency', () => {
    expect(kes(5000).equals(kes(5000))).toBe(true);
    expect(kes(5000).equals(kes(5001))).toBe(false);
    expect(kes(5000).equals(Money.fromMinor(5000, 'USD'))).toBe(false);
  });

  it('orders amounts of one currency as their cents', () => {
    fc.assert(
      fc.property(cents, cents, (left, right) => kes(left).isLessThan(kes(right)) === left < right),
    );
  });

  it('does not order amounts of two currencies', () => {
    expect(() => kes(1).isLessThan(Money.fromMinor(2, 'USD'))).toThrow(CurrencyMismatchError);
  });

  it('is positive above zero only', () => {
    expect(kes(0).isPositive).toBe(false);
    expect(kes(1).isPositive).toBe(true);
  });
});
