import { inspect } from 'node:util';

const REDACTED = '[redacted]';

/** A key or a challenge. It prints as `[redacted]`; only {@link reveal} returns the text. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** Returns the secret text, to send or compare it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}
