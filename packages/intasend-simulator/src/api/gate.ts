import { type Request } from 'express';
import { type Account } from '../model/account.js';
import { type Accounts, KeysOfTwoAccountsError } from '../model/accounts.js';
import { type Key, type KeyEnvironment, parseKey } from '../model/keys.js';
import { bodyOf } from './body.js';
import { unauthorized } from './api-error.js';

/** The host of IntaSend that the simulator replaces. */
export type Environment = 'sandbox' | 'live';

/** Both spellings that clients use. Node converts header names to lower case. */
const PUBLISHABLE_HEADERS = ['x-intasend-public-api-key', 'intasend_public_api_key'];
const MISSING = 'Authentication credentials were not provided.';
const UNKNOWN = 'Invalid api token';

/** Finds the account of a request, and refuses requests without one with 401. */
export class Gate {
  readonly #accounts: Accounts;
  readonly #environment: Environment;

  constructor(accounts: Accounts, environment: Environment) {
    this.#accounts = accounts;
    this.#environment = environment;
  }

  /**
   * For calls that need `Authorization: Bearer <secret key>`. A publishable key is allowed in
   * addition.
   */
  bySecretKey(request: Request): Account {
    const secret = this.#secretKey(request);
    if (secret === null) throw unauthorized(MISSING);
    const publishable = this.#publishableKey(request);
    return this.#identify(publishable === null ? [secret] : [secret, publishable]);
  }

  /** For calls that need only the publishable key, in the body or a header. */
  byPublishableKey(request: Request): Account {
    const publishable = this.#publishableKey(request);
    if (publishable === null) throw unauthorized(MISSING);
    return this.#identify([publishable]);
  }

  /** For calls that accept either key; null when there is none. */
  byAnyKey(request: Request): Account | null {
    if (this.#secretKey(request) !== null) return this.bySecretKey(request);
    return this.#publishableKey(request) === null ? null : this.byPublishableKey(request);
  }

  #identify(keys: readonly [Key, ...Key[]]): Account {
    const expected: KeyEnvironment = this.#environment === 'live' ? 'live' : 'test';
    for (const key of keys) {
      if (this.#accounts.isRefused(key.text)) throw unauthorized(UNKNOWN);
      if (key.environment !== expected) {
        throw unauthorized(`Invalid token for ${this.#environment} environment`);
      }
    }
    try {
      return this.#accounts.identify(keys);
    } catch (error) {
      if (error instanceof KeysOfTwoAccountsError) throw unauthorized(UNKNOWN);
      throw error;
    }
  }

  #secretKey(request: Request): Key | null {
    const text = /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '')?.[1];
    return text === undefined ? null : wellFormed('secret', text);
  }

  #publishableKey(request: Request): Key | null {
    const inBody = bodyOf(request)['public_key'];
    const text =
      typeof inBody === 'string' && inBody !== ''
        ? inBody
        : PUBLISHABLE_HEADERS.map((name) => request.get(name)).find(
            (value) => value !== undefined && value !== '',
          );
    return text === undefined ? null : wellFormed('publishable', text);
  }
}

function wellFormed(kind: Key['kind'], text: string): Key {
  const key = parseKey(kind, text);
  if (key === null) throw unauthorized(UNKNOWN);
  return key;
}
