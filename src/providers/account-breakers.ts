import { CircuitState, type CircuitBreakerPolicy } from 'cockatiel';
import { sha256Hex } from '../common/crypto/hash.js';
import { type Logger } from '../common/logging/logger.js';
import { outageBreaker, throughBreaker } from './outage-breaker.js';
import { type ProviderAccount } from './payment-provider.js';

/** Accounts whose breakers are kept at once. */
const MAX_ACCOUNTS = 2_000;

/**
 * The circuit breakers of one provider host, one for each account. An account that only fails, for
 * whatever reason, does not stop the calls of the others.
 */
export class AccountBreakers {
  /** By digest of the keys, the least recently used first. */
  private readonly breakers = new Map<string, CircuitBreakerPolicy>();

  /** @param most accounts whose breakers are kept at once */
  constructor(
    private readonly host: string,
    private readonly logger: Logger,
    private readonly most = MAX_ACCOUNTS,
  ) {}

  /** Runs a call through the breaker of its account; throws the same errors as the call. */
  run<T>(account: ProviderAccount, call: () => Promise<T>): Promise<T> {
    return throughBreaker(this.breakerOf(account), call);
  }

  /** How many accounts have a breaker. */
  get size(): number {
    return this.breakers.size;
  }

  private breakerOf(account: ProviderAccount): CircuitBreakerPolicy {
    const key = keyOf(account);
    const known = this.breakers.get(key);
    if (known) this.breakers.delete(key);
    else if (this.breakers.size >= this.most) this.dropOne();
    const breaker = known ?? outageBreaker(this.host, this.logger);
    this.breakers.set(key, breaker);
    return breaker;
  }

  /** Drops the closed breaker that was not used for the longest time; an open one if all are open. */
  private dropOne(): void {
    let dropped = this.breakers.keys().next().value;
    for (const [key, breaker] of this.breakers) {
      if (breaker.state !== CircuitState.Closed) continue;
      dropped = key;
      break;
    }
    if (dropped !== undefined) this.breakers.delete(dropped);
  }
}

/** The secrets are part of it, because anybody may register with somebody else's public key. */
const keyOf = ({ values }: ProviderAccount): string =>
  sha256Hex(JSON.stringify(Object.entries(values).map(([name, value]) => [name, value.reveal()])));
