import { type Ids, type Scheduler } from 'simulator-core';
import { TILL_TOPICS, tillEvent, type TillEvent } from '../model/documents.js';
import { type Subscription, type Transaction } from '../model/records.js';
import { type Store } from '../model/store.js';
import { type WebhookSender } from '../webhooks/webhook-sender.js';

/** The parts that money at a till needs. */
export interface TillParts {
  readonly scheduler: Scheduler;
  readonly ids: Ids;
  readonly store: Store;
  readonly sender: WebhookSender;
  readonly address: { readonly url: string };
}

/** The facts about money that was received. */
export type Received = Omit<Transaction, 'id' | 'receipt' | 'atMs' | 'reversedAtMs'>;

/** Money at tills: it is received and reversed, and the subscribers of the till are told. */
export class Tills {
  readonly #parts: TillParts;

  constructor(parts: TillParts) {
    this.#parts = parts;
  }

  /** Books money at a till. Nobody is told. */
  receive(received: Received): Transaction {
    const { ids, scheduler, store } = this.#parts;
    const transaction: Transaction = {
      ...received,
      id: ids.uuid(),
      receipt: ids.receipt(),
      atMs: scheduler.nowMs(),
      reversedAtMs: null,
    };
    store.transactions.set(transaction.id, transaction);
    return transaction;
  }

  /** Takes money back from a till, and tells the subscribers. */
  async reverse(transaction: Transaction): Promise<void> {
    transaction.reversedAtMs = this.#parts.scheduler.nowMs();
    await this.tell('reversed', transaction);
  }

  /** Sends an event to every subscriber. Resolves after the first attempts. */
  async tell(kind: TillEvent, transaction: Transaction): Promise<void> {
    const { ids, scheduler, store, sender, address } = this.#parts;
    const event = { id: ids.uuid(), atMs: scheduler.nowMs(), url: address.url };
    const body = tillEvent(kind, transaction, event);
    const isAbout = ({ eventType, till }: Subscription): boolean =>
      eventType === TILL_TOPICS[kind] && (till === null || till === transaction.till);
    const subscriptions = [...store.subscriptions.values()].filter(isAbout);
    await Promise.all(
      subscriptions.map(({ application, url }) =>
        sender.send({ application, url, topic: TILL_TOPICS[kind], phone: transaction.phone, body }),
      ),
    );
  }
}
