import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { allowances } from './allowances.js';
import { type Counted, type Counter } from './counter.js';
import { Counters } from './counters.js';
import { countingUnavailable, tooMany } from './rate-limit-errors.js';

/** The identity that a login claims. */
export interface Claim {
  /** The user name or public key; null when the request has none. */
  readonly name: string | null;
  readonly address: string;
}

/** One counted request. */
interface Taken {
  readonly counter: Counter;
  readonly counted: Counted;
}

/** The counts of one login attempt. */
export interface LoginAttempt {
  readonly claim: Claim;
  readonly taken: readonly Taken[];
}

/**
 * Limits the guessing of passwords and keys. An attempt is counted before it is checked, so that
 * simultaneous attempts cannot exceed the limit, and refunded unless it fails.
 *
 * A limit by name alone would let an attacker lock an operator out; a limit by address alone would
 * lock out everybody behind the same NAT gateway. Both exist, against attackers with many addresses
 * or many names, but neither applies to a name at an address that it has logged in from before.
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
  async start(claim: Claim): Promise<LoginAttempt> {
    const applicable = await this.countersOf(claim).catch(unavailable);
    for (const { counter, counted } of applicable) {
      const waitMs = await counter.cachedWaitMs(counted);
      if (waitMs !== null) throw tooMany.logins(waitMs);
    }
    const taken: Taken[] = [];
    for (const { counter, counted } of applicable) {
      const waitMs = await counter.consume(counted).catch(unavailable);
      if (waitMs !== null) {
        // A refused attempt tests no password, so it does not count against its address either.
        if (counter === this.pairs) await this.bestEffort(() => refund(taken));
        throw tooMany.logins(waitMs);
      }
      taken.push({ counter, counted });
    }
    return { claim, taken };
  }

  /** The login succeeded: the name's failures are reset, and its address is known. */
  async succeeded({ claim, taken }: LoginAttempt): Promise<void> {
    await this.bestEffort(async () => {
      await refund(taken.filter(({ counter }) => counter !== this.pairs));
      if (claim.name === null) return;
      const pair = [claim.name, claim.address];
      await this.pairs.reset(pair);
      await this.known.restart(pair, allowances.knownAddress.seconds);
    });
  }

  /** The attempt was not checked, for instance because its body was invalid. */
  async cancelled({ taken }: LoginAttempt): Promise<void> {
    await this.bestEffort(() => refund(taken));
  }

  private async countersOf({ name, address }: Claim): Promise<readonly Taken[]> {
    // The address is counted first: names can be invented, and an address over its limit adds no rows.
    const byAddress = { counter: this.addresses, counted: [address] };
    if (name === null) return [byAddress];
    const pair = { counter: this.pairs, counted: [name, address] };
    if (await this.known.hasAny(pair.counted)) return [pair];
    return [byAddress, pair, { counter: this.names, counted: [name] }];
  }

  /** A failed correction of a counter is logged and does not change the result of the login. */
  private async bestEffort(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.error({ err: error }, 'the count of failed logins could not be corrected');
    }
  }
}

async function refund(taken: readonly Taken[]): Promise<void> {
  for (const { counter, counted } of taken) await counter.refund(counted);
}

const unavailable = (error: unknown): never => {
  throw countingUnavailable(error);
};
