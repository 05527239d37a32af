import { Secret } from 'simulator-core';
import { type Key, type KeyEnvironment } from './keys.js';

/** The receiver of an account's webhooks. */
export interface WebhookTarget {
  readonly url: string;
  /** The shared secret that IntaSend puts into each body; null sends none. */
  readonly challenge: Secret | null;
}

/** A merchant. The account is created when one of its keys is first used. */
export class Account {
  readonly id: string;
  readonly environment: KeyEnvironment;
  publishableKey: string | null = null;
  secretKey: Secret | null = null;
  /** False: IntaSend has not approved the business, and refuses its collections. */
  isEligible = true;
  /** Undefined: by the options of the simulator. Null: none. */
  webhook: WebhookTarget | null | undefined;
  /** Failed deliveries since the last successful one. */
  failuresInARow = 0;
  isWebhookOn = true;

  constructor(id: string, environment: KeyEnvironment) {
    this.id = id;
    this.environment = environment;
  }

  /** Whether only one key of the pair is known. */
  get isHalf(): boolean {
    return this.publishableKey === null || this.secretKey === null;
  }

  /** Whether the account can have `key`: it has no other key of that kind. */
  hasRoomFor(key: Key): boolean {
    const held = key.kind === 'secret' ? this.secretKey?.reveal() : this.publishableKey;
    return held === undefined || held === null || held === key.text;
  }

  /** Adds `key` to this account. */
  hold(key: Key): void {
    if (key.kind === 'secret') this.secretKey = new Secret(key.text);
    else this.publishableKey = key.text;
  }
}
