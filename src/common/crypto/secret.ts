import { inspect } from 'node:util';

const REDACTED = '[redacted]';
const HINT_LENGTH = 4;
const MIN_HINTED_LENGTH = 3 * HINT_LENGTH;

/**
 * A value that must never be printed: a key, a password, a token, a challenge.
 *
 * Every way of turning it into text yields `[redacted]`; the value itself leaves
 * only through {@link reveal}, which is called where it is sent or compared.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The hidden text. Call it only at the point of use, never to store or log. */
  reveal(): string {
    return this.#value;
  }

  /**
   * The last four characters, enough for an operator to tell two keys apart; nothing of a secret
   * so short that four characters would give it away.
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
