import { Secret } from '../secret.js';
import { type Key, type KeyEnvironment } from './keys.js';

/** Where an account's events go, and how that has been going. */
export interface WebhookTarget {
  readonly url: string;
  /** The static secret that IntaSend puts into each body; null sends none. */
  readonly challenge: Secret | null;
}

/** A merchant. It comes into being when one of its keys is first used. */
export class Account {
  readonly id: string;
  readonly environment: KeyEnvironment;
  publishableKey: string | null = null;
  secretKey: Secret | null = null;
  /** False: IntaSend has not approved the business yet and refuses to collect for it. */
  isEligible = true;
  /** Undefined: as the simulator's options say. Null: none. */
  webhook: WebhookTarget | null | undefined;
  /** Failed deliveries since the last good one. */
  failuresInARow = 0;
  isWebhookOn = true;

  constructor(id: string, environment: KeyEnvironment) {
    this.id = id;
    this.environment = environment;
  }

  /** Whether the other half of the pair is still unknown. */
  get isHalf(): boolean {
    return this.publishableKey === null || this.secretKey === null;
  }

  /** Whether this account has no other key than `key` in that place. */
  hasRoomFor(key: Key): boolean {
    const held = key.kind === 'secret' ? this.secretKey?.reveal() : this.publishableKey;
    return held === undefined || held === null || held === key.text;
  }

  /** Takes `key` as this account's own. */
  hold(key: Key): void {
    if (key.kind === 'secret') this.secretKey = new Secret(key.text);
    else this.publishableKey = key.text;
  }
}
