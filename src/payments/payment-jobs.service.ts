import { Injectable } from '@nestjs/common';
import { type ReconcilePaymentPayload } from './reconcile/reconcile-payment.job.js';
import { type JobRun, ReconciliationService } from './reconcile/reconciliation.service.js';
import { PaymentSubscribers, type RepeatSubscriberPayload } from './settle/payment-subscribers.js';

/** What the worker does for payments. */
@Injectable()
export class PaymentJobs {
  constructor(
    private readonly reconciliation: ReconciliationService,
    private readonly subscribers: PaymentSubscribers,
  ) {}

  /** Asks about one attempt; see {@link ReconciliationService.follow}. */
  reconcile(payload: ReconcilePaymentPayload, run: JobRun): Promise<void> {
    return this.reconciliation.follow(payload, run);
  }

  /** Schedules questions about open payments that have no job. */
  sweep(): Promise<void> {
    return this.reconciliation.sweep();
  }

  /** Runs a subscriber again that failed when a payment was settled. @throws what it throws */
  repeatSubscriber(payload: RepeatSubscriberPayload): Promise<void> {
    return this.subscribers.repeat(payload);
  }
}
