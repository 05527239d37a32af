import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { allowances } from './allowances.js';
import { type Counted, type Counter } from './counter.js';
import { Counters } from './counters.js';
import { countingUnavailable, tooMany } from './rate-limit-errors.js';

/** Somebody who wants to log in. */
export interface Claim {
  /** The user name or key that they give; null where the proof itself says whose it is. */
  readonly name: string | null;
  readonly address: string;
}

/** One thing counted. */
interface Taken {
  readonly counter: Counter;
  readonly counted: Counted;
}

/** What was counted for one attempt to log in. */
export interface LoginAttempt {
  readonly claim: Claim;
  readonly taken: readonly Taken[];
}

/**
 * Limits the guessing of passwords and keys. Only failures count in the end: an attempt is counted
 * before it is made, so that no number of attempts at once gets past, and taken back if it was none.
 *
 * A count by name alone would let strangers lock an operator out, and one by address those behind
 * the same carrier's gateway. Both are there, against guessers with many addresses or many names,
 * but neither binds a name at an address that it has logged in from before.
 */
@Injectable()
export class LoginLimit {
  private readonly pairs: Counter;
  private readonly addresses: Counter;
  private readonly names: Counter;
  private readonly known: Counter;

  constructor(
    counters: Counters,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.pairs = counters.shared(allowances.loginsByNameAndAddress);
    this.addresses = counters.shared(allowances.loginsByAddress);
    this.names = counters.shared(allowances.loginsByName);
    this.known = counters.shared(allowances.knownAddress);
  }

  /** Counts an attempt. @throws ApiError 429 too many, 503 when it cannot be counted */
  async begin(claim: Claim): Promise<LoginAttempt> {
    const wanted = await this.countersOf(claim).catch(unavailable);
    for (const { counter, counted } of wanted) {
      const waitMs = await counter.refusedForMs(counted);
      if (waitMs !== null) throw tooMany.logins(waitMs);
    }
    const taken: Taken[] = [];
    for (const { counter, counted } of wanted) {
      const waitMs = await counter.take(counted).catch(unavailable);
      if (waitMs !== null) {
        // A refused attempt tests nothing: it is not to use up what its address has, either.
        if (counter === this.pairs) await this.noting(() => giveBack(taken));
        throw tooMany.logins(waitMs);
      }
      taken.push({ counter, counted });
    }
    return { claim, taken };
  }

  /** The attempt was a login: the name is no longer suspect here, and its address is known. */
  async succeeded({ claim, taken }: LoginAttempt): Promise<void> {
    await this.noting(async () => {
      await giveBack(taken.filter(({ counter }) => counter !== this.pairs));
      if (claim.name === null) return;
      const pair = [claim.name, claim.address];
      await this.pairs.forget(pair);
      await this.known.renew(pair, allowances.knownAddress.seconds);
    });
  }

  /** The attempt was no guess: a body that could not be read, a fault of ours. */
  async wasNone({ taken }: LoginAttempt): Promise<void> {
    await this.noting(() => giveBack(taken));
  }

  private async countersOf({ name, address }: Claim): Promise<readonly Taken[]> {
    // First, because names can be made up: an address over its limit adds no counters to the table.
    const byAddress = { counter: this.addresses, counted: [address] };
    if (name === null) return [byAddress];
    const pair = { counter: this.pairs, counted: [name, address] };
    if (await this.known.hasAny(pair.counted)) return [pair];
    return [byAddress, pair, { counter: this.names, counted: [name] }];
  }

  /** The login is decided: that the count was not corrected is no reason to refuse it. */
  private async noting(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.error({ err: error }, 'the count of failed logins could not be corrected');
    }
  }
}

async function giveBack(taken: readonly Taken[]): Promise<void> {
  for (const { counter, counted } of taken) await counter.giveBack(counted);
}

const unavailable = (error: unknown): never => {
  throw countingUnavailable(error);
};
