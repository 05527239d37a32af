import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../../common/logging/logger.js';
import { Database, type Sql } from '../../database/database.js';
import { Metrics } from '../../metrics/metrics.js';
import { type ProviderCode } from '../../providers/provider-code.js';
import { type PublishedEvent, type PublishedKind } from '../domain/published-event.js';

/** An event, and the payment and attempt that it is about. Fit for JSON: it may travel with a job. */
export type PaymentNotice<Kind extends PublishedKind = PublishedKind> = {
  readonly userId: number;
  readonly paymentId: string;
  readonly attempt: number;
  readonly provider: ProviderCode;
} & Extract<PublishedEvent, { kind: Kind }>;

/**
 * A feature that follows payments. Payments do not know it: it registers itself at start.
 *
 * It runs inside the transaction that settles the payment, before that transaction's last statement.
 * Whatever it throws, the payment is settled all the same, and a job added in that transaction repeats
 * it: so it has to be safe to run twice, and it makes no call to the outside world.
 */
export interface PaymentSubscriber<Kind extends PublishedKind = PublishedKind> {
  /** Names it in jobs that are waiting: it stays the same over versions. */
  readonly name: string;
  readonly kinds: readonly Kind[];
  /** Whether it sends one statement at once and needs no answer: the commit then travels with it. */
  readonly isOneStatement: boolean;
  readonly handle: (tx: Sql, notice: PaymentNotice<Kind>) => Promise<void>;
}

/** The job that repeats a subscriber which has failed. */
export const REPEAT_SUBSCRIBER_TASK = 'repeat_subscriber';

/** What the job carries. */
export interface RepeatSubscriberPayload {
  readonly subscriber: string;
  readonly notice: PaymentNotice;
}

/** A subscriber has failed; what it was to be told stands in the transaction that failed with it. */
export class SubscriberFailed extends Error {
  override readonly name = 'SubscriberFailed';
}

const ADD_REPEAT = `
  SELECT (graphile_worker.add_job('${REPEAT_SUBSCRIBER_TASK}', $1::json)).id`;

/** Tells subscribers, in the order of their registration, what has become of a payment. */
@Injectable()
export class PaymentSubscribers {
  private readonly subscribers: PaymentSubscriber[] = [];

  constructor(
    private readonly database: Database,
    private readonly metrics: Metrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws Error when the name is taken */
  register<Kind extends PublishedKind>(subscriber: PaymentSubscriber<Kind>): void {
    if (this.subscribers.some(({ name }) => name === subscriber.name)) {
      throw new Error(`There is a subscriber of this name already: ${subscriber.name}`);
    }
    this.subscribers.push(subscriber as unknown as PaymentSubscriber);
  }

  /** Whether all that has to be told is told by statements that the commit may travel with. */
  areOneStatement(notices: readonly PaymentNotice[]): boolean {
    return this.tellings(notices).every(([{ isOneStatement }]) => isOneStatement);
  }

  /**
   * Tells all subscribers, without a savepoint: nothing is lost, since a failure undoes the
   * transaction, and {@link tellOneByOne} follows.
   *
   * @throws SubscriberFailed
   */
  async tell(tx: Sql, notices: readonly PaymentNotice[]): Promise<void> {
    try {
      await Promise.all(
        this.tellings(notices).map(([subscriber, notice]) => subscriber.handle(tx, notice)),
      );
    } catch (error) {
      throw new SubscriberFailed('A subscriber has failed', { cause: error });
    }
  }

  /** Tells each subscriber in a savepoint. For one that fails a job is added that repeats it. */
  async tellOneByOne(tx: Sql, notices: readonly PaymentNotice[]): Promise<void> {
    for (const [subscriber, notice] of this.tellings(notices)) {
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
   * Runs a subscriber again that has failed.
   * @throws what it throws, so that the job is tried again
   */
  async repeat({ subscriber: name, notice }: RepeatSubscriberPayload): Promise<void> {
    const subscriber = this.subscribers.find((each) => each.name === name);
    if (!subscriber) throw new Error(`There is no subscriber of this name: ${name}`);
    await this.database.transaction((tx) => subscriber.handle(tx, notice));
  }

  /** Who has to be told what. */
  private tellings(
    notices: readonly PaymentNotice[],
  ): readonly (readonly [PaymentSubscriber, PaymentNotice])[] {
    return notices.flatMap((notice) =>
      this.subscribers
        .filter(({ kinds }) => kinds.includes(notice.kind))
        .map((subscriber) => [subscriber, notice] as const),
    );
  }
}
