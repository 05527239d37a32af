import { Injectable } from '@nestjs/common';
import {
  REVOKE_REVERSED_TASK,
  ReversedAccessService,
  type RevokeReversedPayload,
} from '../access/operate/reversed-access.service.js';
import { type TaskList } from 'graphile-worker';
import { randomInt } from 'node:crypto';
import {
  PaymentJobs,
  RECONCILE_PAYMENT_TASK,
  type ReconcilePaymentPayload,
} from '../payments/reconcile/index.js';
import { REPEAT_SUBSCRIBER_TASK, type RepeatSubscriberPayload } from '../payments/settle/index.js';
import { SETTLE_RECEIPT_TASK, type SettleReceiptPayload } from '../receipts/settle-receipt.job.js';
import { SettleReceiptService } from '../receipts/settle-receipt.service.js';
import { PendingEventsRepository } from '../webhooks/pending-events.repository.js';
import { type ScheduledTask } from './scheduled-task.js';

const CHANCES = 1_000_000;

/** The tasks about payments. */
@Injectable()
export class PaymentTasks {
  /** Those that run on a schedule. */
  readonly scheduled: readonly ScheduledTask[];

  constructor(
    private readonly payments: PaymentJobs,
    private readonly events: PendingEventsRepository,
    private readonly receipts: SettleReceiptService,
    private readonly reversed: ReversedAccessService,
  ) {
    this.scheduled = [
      { identifier: 'revive_webhooks', match: '* * * * *', run: () => events.wakeOverlooked() },
      { identifier: 'take_up_forgotten', match: '*/5 * * * *', run: () => payments.sweep() },
      { identifier: 'settle_receipts', match: '*/5 * * * *', run: () => receipts.sweep() },
    ];
  }

  /** The tasks by identifier. */
  list(): TaskList {
    return {
      [RECONCILE_PAYMENT_TASK]: (payload, { job }) =>
        this.payments.reconcile(payload as ReconcilePaymentPayload, {
          tries: job.attempts,
          chance: randomInt(CHANCES) / CHANCES,
          events: this.events,
        }),
      [REPEAT_SUBSCRIBER_TASK]: (payload) =>
        this.payments.repeatSubscriber(payload as RepeatSubscriberPayload),
      [REVOKE_REVERSED_TASK]: (payload) => this.reversed.revoke(payload as RevokeReversedPayload),
      [SETTLE_RECEIPT_TASK]: (payload) => this.receipts.settle(payload as SettleReceiptPayload),
    };
  }
}
