import { type Ids, type Scheduler } from 'simulator-core';
import { type Application } from './applications.js';

/** A token that was given to an application. */
export interface AccessToken {
  readonly text: string;
  readonly application: Application;
  readonly createdAtMs: number;
  readonly seconds: number;
}

/** Access tokens. One ends by simulated time, or when it is revoked. */
export class Tokens {
  readonly #scheduler: Scheduler;
  readonly #ids: Ids;
  readonly #byText = new Map<string, AccessToken>();
  #seconds: number;

  /** @param seconds the life of a token */
  constructor(scheduler: Scheduler, ids: Ids, seconds: number) {
    this.#scheduler = scheduler;
    this.#ids = ids;
    this.#seconds = seconds;
  }

  /** The number of tokens that were given out and have not ended. */
  get count(): number {
    return [...this.#byText.values()].filter((token) => this.#isAlive(token)).length;
  }

  /** Gives an application a new token. Its earlier ones stay valid. */
  issue(application: Application): AccessToken {
    const token = {
      text: `sim_${this.#ids.uuid().replaceAll('-', '')}`,
      application,
      createdAtMs: this.#scheduler.nowMs(),
      seconds: this.#seconds,
    };
    this.#byText.set(token.text, token);
    return token;
  }

  /** Finds a token that has not ended. */
  find(text: string): AccessToken | null {
    const token = this.#byText.get(text);
    return token && this.#isAlive(token) ? token : null;
  }

  /** Ends a token; without one all of them. */
  revoke(text?: string): void {
    if (text === undefined) this.#byText.clear();
    else this.#byText.delete(text);
  }

  /** Sets the life of later tokens, in simulated seconds. */
  set seconds(seconds: number) {
    this.#seconds = seconds;
  }

  #isAlive({ createdAtMs, seconds }: AccessToken): boolean {
    return this.#scheduler.nowMs() < createdAtMs + seconds * 1_000;
  }
}
