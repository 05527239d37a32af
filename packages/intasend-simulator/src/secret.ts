import { inspect } from 'node:util';

const REDACTED = '[redacted]';

/** A key or a challenge: it prints as `[redacted]`, and only {@link reveal} gives the text. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The hidden text, for where it is sent or compared. */
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
