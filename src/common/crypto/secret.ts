import { inspect } from 'node:util';

const REDACTED = '[redacted]';
const HINT_LENGTH = 4;
const MIN_HINTED_LENGTH = 3 * HINT_LENGTH;

/**
 * A value that must never be printed: a key, a password, a token, a challenge.
 * Every conversion to text gives `[redacted]`. Only {@link reveal} returns the value, and it is
 * called where the value is sent or compared.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** Returns the secret. Call it only at the point of use, never to store or log. */
  reveal(): string {
    return this.#value;
  }

  /**
   * The last four characters, enough for an operator to tell two keys apart. Empty for a secret so
   * short that four characters would reveal too much of it.
   */
  hint(): string {
    return this.#value.length < MIN_HINTED_LENGTH ? '' : this.#value.slice(-HINT_LENGTH);
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [Symbol.toPrimitive](): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}
