const CURRENCY = /^[A-Z]{3}$/;
const CURRENCY_IN_ANY_CASE = /^[A-Za-z]{3}$/;

/** Digits, and behind a point one or two more. No sign, exponent or thousands separator. */
const AT_MOST_TWO_DECIMALS = /^(\d+)(?:\.(\d{1,2}))?$/;

/** The same, and zeros behind the second decimal, which say nothing: `20.0000` is `20.00`. */
const TWO_SIGNIFICANT_DECIMALS = /^(\d+)(?:\.(\d{1,2})0*)?$/;

/** 9 999 999 999.99: a `numeric(12, 2)`, far above what a phone can pay. */
const MAX_READABLE_MINOR = 999_999_999_999;

/** Room for the largest amount with spaces and leading zeros; longer text is not looked at. */
const MAX_TEXT_LENGTH = 32;

/** The text or number is not an amount of money; the message says what one looks like. */
export class MoneyFormatError extends Error {
  override readonly name = 'MoneyFormatError';
}

/** Two amounts of different currencies were set against each other. */
export class CurrencyMismatchError extends Error {
  override readonly name = 'CurrencyMismatchError';

  constructor(left: string, right: string) {
    super(`An amount in ${left} cannot be compared with one in ${right}.`);
  }
}

/**
 * An amount of money, never negative: whole minor units (cents) and a currency of two decimals.
 *
 * Text is read digit by digit and a number through its shortest decimal text, so no amount ever
 * passes through a float multiplication and no cent is lost.
 */
export class Money {
  private constructor(
    /** Whole cents, a safe integer. */
    readonly minor: number,
    /** Three upper-case letters, as in ISO 4217: `KES`. */
    readonly currency: string,
  ) {
    Object.freeze(this);
  }

  /**
   * Reads what a request may send: `"50"`, `"50.0"`, `"50.00"`, `50` or `19.99`.
   *
   * @throws {MoneyFormatError} for everything else: a sign, an exponent, a third decimal,
   * more than 9 999 999 999.99, another type.
   */
  static parse(value: unknown, currency: string): Money {
    const minor = readMinor(value, AT_MOST_TWO_DECIMALS);
    if (minor === null) {
      throw new MoneyFormatError('An amount has at most two decimals, such as 50 or 50.00.');
    }
    return Money.fromMinor(minor, currency);
  }

  /**
   * Reads what a payment provider sends: `20`, `3013.0`, `105.46`, `"20.00"`, `"kes"`.
   * Gives null for what cannot be read without guessing. A comma is such a guess: it groups
   * thousands in one country and starts the decimals in another.
   */
  static parseLenient(value: unknown, currency: unknown): Money | null {
    const minor = readMinor(value, TWO_SIGNIFICANT_DECIMALS);
    if (minor === null || typeof currency !== 'string' || !CURRENCY_IN_ANY_CASE.test(currency)) {
      return null;
    }
    return Money.fromMinor(minor, currency.toUpperCase());
  }

  /**
   * The amount of so many whole cents, as the database keeps it.
   *
   * @throws {MoneyFormatError} when `minor` is negative or no safe integer, or the currency is
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

  /** More than nothing. */
  get isPositive(): boolean {
    return this.minor > 0;
  }

  /** Whether there are no cents in it. */
  get isWhole(): boolean {
    return this.minor % 100 === 0;
  }

  /** The same amount of the same currency. */
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

  /** The amount with exactly two decimals and without its currency: `"50.00"`. */
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

/** The text to read. A number's shortest text is the one its sender wrote: 19.99, not 19.989999…. */
function decimalText(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string' || value.length > MAX_TEXT_LENGTH) return null;
  return value.replace(/^ +| +$/g, '');
}
