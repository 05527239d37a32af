import { type Stamp } from '../engine/stamps.js';
import { type Account } from '../model/account.js';

/** The subject of an event. IntaSend sends no such field; receivers must look at the keys. */
export type EventKind = 'collection' | 'chargeback' | 'send_money' | 'custom';

/** One request to the receiver, with its response. */
export interface Attempt {
  readonly at: Stamp;
  /** Null when there was no response. */
  readonly status: number | null;
  readonly error: string | null;
}

/**
 * `switched_off`: not sent, because too many deliveries before it failed. `lost`: a script has
 * dropped it.
 */
export type DeliveryState = 'pending' | 'delivered' | 'given_up' | 'switched_off' | 'lost';

/** The delivery of an event to a receiver. */
export interface Delivery {
  readonly number: number;
  readonly account: Account;
  readonly kind: EventKind;
  readonly invoiceId: string | null;
  readonly url: string;
  /** As sent, but without the challenge. */
  readonly body: Readonly<Record<string, unknown>>;
  state: DeliveryState;
  readonly attempts: Attempt[];
}
