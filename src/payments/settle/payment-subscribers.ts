import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../../common/logging/logger.js';
import { Database, type Sql } from '../../database/database.js';
import { Metrics } from '../../metrics/metrics.js';
import { type ProviderCode } from '../../providers/provider-code.js';
import { type PublishedEvent, type PublishedKind } from '../domain/index.js';

/** An event with its payment and attempt. It can be stored as JSON in a job. */
export type PaymentNotice<Kind extends PublishedKind = PublishedKind> = {
  readonly userId: number;
  readonly paymentId: string;
  readonly attempt: number;
  readonly provider: ProviderCode;
} & Extract<PublishedEvent, { kind: Kind }>;

/**
 * A feature that reacts to payments. It registers itself at start-up, so that payments do not
 * depend on it.
 * It runs inside the transaction that settles the payment, before the last statement. If it throws,
 * the payment is settled all the same, and a job that is added in the same transaction runs it
 * again; in a transaction right after it if {@link PaymentSubscribers.send} had sent its statement and
 * PostgreSQL saw no error. So it must be safe to run twice, and it must not call other systems.
 */
export interface PaymentSubscriber<Kind extends PublishedKind = PublishedKind> {
  /** The name in waiting jobs, which must not change between versions. */
  readonly name: string;
  readonly kinds: readonly Kind[];
  /**
   * Whether it sends a single statement and needs no result, so that the commit can be pipelined
   * with it. It sends it without waiting for anything before; otherwise the commit waits for it.
   */
  readonly isOneStatement: boolean;
  readonly handle: (tx: Sql, notice: PaymentNotice<Kind>) => Promise<void>;
}

/** The task that runs a failed subscriber again. */
export const REPEAT_SUBSCRIBER_TASK = 'repeat_subscriber';

/** The payload of that job. */
export interface RepeatSubscriberPayload {
  readonly subscriber: string;
  readonly notice: PaymentNotice;
}

/** A subscriber failed, and the transaction with it. */
export class SubscriberFailed extends Error {
  override readonly name = 'SubscriberFailed';
}

/** What subscribers of a single statement have sent. */
export interface Sent {
  /** False when one has not sent its statement yet, or failed before. */
  readonly areAllSent: boolean;
  /** Resolves when all are done. Rejects with {@link SubscriberFailed}. */
  readonly answered: Promise<void>;
}

const ADD_REPEAT = `
  SELECT (graphile_worker.add_job('${REPEAT_SUBSCRIBER_TASK}', $1::json)).id`;

/** Calls subscribers, in the order of their registration, about the events of a payment. */
@Injectable()
export class PaymentSubscribers {
  private readonly subscribers: PaymentSubscriber[] = [];

  constructor(
    private readonly database: Database,
    private readonly metrics: Metrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws Error when the name is already registered */
  register<Kind extends PublishedKind>(subscriber: PaymentSubscriber<Kind>): void {
    if (this.subscribers.some(({ name }) => name === subscriber.name)) {
      throw new Error(`There is a subscriber of this name already: ${subscriber.name}`);
    }
    this.subscribers.push(subscriber as unknown as PaymentSubscriber);
  }

  /**
   * Whether all subscribers of these events send a single statement that the commit can be
   * pipelined with.
   */
  areOneStatement(notices: readonly PaymentNotice[]): boolean {
    return this.notifications(notices).every(([{ isOneStatement }]) => isOneStatement);
  }

  /**
   * Calls all subscribers without savepoints, one after the other. After a failure the transaction is rolled back and
   * {@link notifyOneByOne} runs, so nothing is lost.
   *
   * @throws SubscriberFailed
   */
  async notify(tx: Sql, notices: readonly PaymentNotice[]): Promise<void> {
    try {
      for (const [subscriber, notice] of this.notifications(notices)) {
        await subscriber.handle(tx, notice);
      }
    } catch (error) {
      throw new SubscriberFailed('A subscriber has failed', { cause: error });
    }
  }

  /**
   * Calls subscribers of a single statement and does not wait for its answer, so that the commit can
   * be sent together with it.
   */
  send(tx: Sql, notices: readonly PaymentNotice[]): Sent {
    const waiting = new Set(this.notifications(notices));
    // An async function, so that whatever is thrown is a rejection.
    const ends = [...waiting].map(async (notification) => {
      const [subscriber, notice] = notification;
      const watched: Sql = {
        query: (query, values) => {
          waiting.delete(notification);
          return tx.query(query, values);
        },
      };
      await subscriber.handle(watched, notice);
    });
    const answered = Promise.all(ends).then(
      () => undefined,
      (error: unknown) => {
        throw new SubscriberFailed('A subscriber has failed', { cause: error });
      },
    );
    return { areAllSent: waiting.size === 0, answered };
  }

  /** Calls each subscriber in a savepoint, and adds a job for each one that fails. */
  async notifyOneByOne(tx: Sql, notices: readonly PaymentNotice[]): Promise<void> {
    for (const [subscriber, notice] of this.notifications(notices)) {
      await tx.query('SAVEPOINT subscriber');
      try {
        await subscriber.handle(tx, notice);
        await tx.query('RELEASE SAVEPOINT subscriber');
      } catch (error) {
        await tx.query('ROLLBACK TO SAVEPOINT subscriber');
        const payload: RepeatSubscriberPayload = { subscriber: subscriber.name, notice };
        await tx.query(ADD_REPEAT, [JSON.stringify(payload)]);
        this.metrics.subscriberFailed(subscriber.name, notice.kind);
        const { paymentId, kind } = notice;
        this.logger.error(
          { err: error, paymentId, subscriber: subscriber.name, event: kind },
          'a subscriber to a payment has failed and is repeated by a job',
        );
      }
    }
  }

  /**
   * Runs a subscriber again that failed.
   * @throws its error, so that the job is tried again
   */
  async repeat({ subscriber: name, notice }: RepeatSubscriberPayload): Promise<void> {
    const subscriber = this.subscribers.find((each) => each.name === name);
    if (!subscriber) throw new Error(`There is no subscriber of this name: ${name}`);
    await this.database.transaction((tx) => subscriber.handle(tx, notice));
  }

  /** The subscribers to call for each event. */
  private notifications(
    notices: readonly PaymentNotice[],
  ): readonly (readonly [PaymentSubscriber, PaymentNotice])[] {
    return notices.flatMap((notice) =>
      this.subscribers
        .filter(({ kinds }) => kinds.includes(notice.kind))
        .map((subscriber) => [subscriber, notice] as const),
    );
  }
}
