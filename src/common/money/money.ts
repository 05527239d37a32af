const CURRENCY = /^[A-Z]{3}$/;
const CURRENCY_IN_ANY_CASE = /^[A-Za-z]{3}$/;

/** Digits, then optionally a point and one or two decimals. No sign, exponent or separator. */
const AT_MOST_TWO_DECIMALS = /^(\d+)(?:\.(\d{1,2}))?$/;

/** The same, with any zeros after the second decimal: `20.0000` is `20.00`. */
const TWO_SIGNIFICANT_DECIMALS = /^(\d+)(?:\.(\d{1,2})0*)?$/;

/** 9 999 999 999.99: the range of `numeric(12, 2)`, far above what a phone can pay. */
const MAX_READABLE_MINOR = 999_999_999_999;

/** Room for the largest amount with spaces and leading zeros. Longer text is rejected. */
const MAX_TEXT_LENGTH = 32;

/** The text or number is not an amount of money. The message shows the accepted form. */
export class MoneyFormatError extends Error {
  override readonly name = 'MoneyFormatError';
}

/** Two amounts in different currencies were compared. */
export class CurrencyMismatchError extends Error {
  override readonly name = 'CurrencyMismatchError';

  constructor(left: string, right: string) {
    super(`An amount in ${left} cannot be compared with one in ${right}.`);
  }
}

/**
 * An amount of money, never negative: whole minor units (cents) and a currency with two decimals.
 * Text is read digit by digit, and a number through its shortest decimal text, so that no cent is
 * lost to floating-point arithmetic.
 */
export class Money {
  private constructor(
    /** Whole cents, as a safe integer. */
    readonly minor: number,
    /** Three upper-case letters of ISO 4217, such as `KES`. */
    readonly currency: string,
  ) {
    Object.freeze(this);
  }

  /**
   * Reads the amount of a request: `"50"`, `"50.0"`, `"50.00"`, `50` or `19.99`.
   *
   * @throws {MoneyFormatError} for everything else: a sign, an exponent, a third decimal, more than
   * 9 999 999 999.99, another type.
   */
  static parse(value: unknown, currency: string): Money {
    const minor = readMinor(value, AT_MOST_TWO_DECIMALS);
    if (minor === null) {
      throw new MoneyFormatError('An amount has at most two decimals, such as 50 or 50.00.');
    }
    return Money.fromMinor(minor, currency);
  }

  /**
   * Reads the amount of a payment provider: `20`, `3013.0`, `105.46`, `"20.00"`, `"kes"`. Returns
   * null for an ambiguous value. A comma is ambiguous: it separates thousands in one country and
   * decimals in another.
   */
  static parseLenient(value: unknown, currency: unknown): Money | null {
    const minor = readMinor(value, TWO_SIGNIFICANT_DECIMALS);
    if (minor === null || typeof currency !== 'string' || !CURRENCY_IN_ANY_CASE.test(currency)) {
      return null;
    }
    return Money.fromMinor(minor, currency.toUpperCase());
  }

  /**
   * Creates an amount from whole cents, the form in the database.
   *
   * @throws {MoneyFormatError} when `minor` is negative or not a safe integer, or the currency is
   * not three upper-case letters.
   */
  static fromMinor(minor: number, currency: string): Money {
    if (!Number.isSafeInteger(minor) || minor < 0) {
      throw new MoneyFormatError('Minor units are a whole number, zero or more.');
    }
    if (!CURRENCY.test(currency)) {
      throw new MoneyFormatError('A currency is three upper-case letters, such as KES.');
    }
    return new Money(minor, currency);
  }

  /** Whether the amount is above zero. */
  get isPositive(): boolean {
    return this.minor > 0;
  }

  /** Whether the amount has no cents. */
  get isWhole(): boolean {
    return this.minor % 100 === 0;
  }

  /** Whether amount and currency are the same. */
  equals(other: Money): boolean {
    return this.minor === other.minor && this.currency === other.currency;
  }

  /** @throws {CurrencyMismatchError} when the currencies differ. */
  isLessThan(other: Money): boolean {
    if (this.currency !== other.currency) {
      throw new CurrencyMismatchError(this.currency, other.currency);
    }
    return this.minor < other.minor;
  }

  /** The amount with exactly two decimals, without its currency: `"50.00"`. */
  toString(): string {
    const cents = this.minor % 100;
    return `${(this.minor - cents) / 100}.${String(cents).padStart(2, '0')}`;
  }

  /** The JSON form is the text of {@link toString}. */
  toJSON(): string {
    return this.toString();
  }
}

function readMinor(value: unknown, pattern: RegExp): number | null {
  const text = decimalText(value);
  const match = text === null ? null : pattern.exec(text);
  if (match === null) return null;

  const [, whole, decimals = ''] = match;
  const minor = Number(whole) * 100 + Number(decimals.padEnd(2, '0'));
  return minor <= MAX_READABLE_MINOR ? minor : null;
}

/**
 * Converts a value to text. The shortest text of a number is what its sender wrote: 19.99, not
 * 19.989999….
 */
function decimalText(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string' || value.length > MAX_TEXT_LENGTH) return null;
  return value.replace(/^ +| +$/g, '');
}
