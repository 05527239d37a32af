import { type IncomingPayment, type Subscription, type Transaction } from './records.js';

/** Everything that Kopo Kopo keeps, by id, in the order in which it was made. */
export class Store {
  readonly payments = new Map<string, IncomingPayment>();
  readonly transactions = new Map<string, Transaction>();
  readonly subscriptions = new Map<string, Subscription>();

  /** Removes everything. */
  clear(): void {
    for (const records of [this.payments, this.transactions, this.subscriptions]) records.clear();
  }
}
