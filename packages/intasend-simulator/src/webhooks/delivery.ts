import { type Stamp } from '../engine/stamps.js';
import { type Account } from '../model/account.js';

/** What an event is about. IntaSend sends no such word; receivers must look at the keys. */
export type EventKind = 'collection' | 'chargeback' | 'send_money' | 'custom';

/** One request to the receiver, and what it answered. */
export interface Attempt {
  readonly at: Stamp;
  /** Null when there was no answer. */
  readonly status: number | null;
  readonly error: string | null;
}

/** `switched_off`: not sent, because too many before it failed. `lost`: a script has kept it back. */
export type DeliveryState = 'pending' | 'delivered' | 'given_up' | 'switched_off' | 'lost';

/** One event on its way to one receiver. */
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
