import { Injectable } from '@nestjs/common';
import { type ReconcilePaymentPayload } from './reconcile-payment.job.js';
import { type JobRun, ReconciliationService } from './reconciliation.service.js';
import { PaymentSubscribers, type RepeatSubscriberPayload } from '../settle/index.js';

/** The payment tasks of the worker. */
@Injectable()
export class PaymentJobs {
  constructor(
    private readonly reconciliation: ReconciliationService,
    private readonly subscribers: PaymentSubscribers,
  ) {}

  /** Reconciles one attempt; see {@link ReconciliationService.follow}. */
  reconcile(payload: ReconcilePaymentPayload, run: JobRun): Promise<void> {
    return this.reconciliation.follow(payload, run);
  }

  /** Schedules questions about open payments that have no job. */
  sweep(): Promise<void> {
    return this.reconciliation.sweep();
  }

  /** Runs a subscriber again that failed when a payment was settled. @throws its error */
  repeatSubscriber(payload: RepeatSubscriberPayload): Promise<void> {
    return this.subscribers.repeat(payload);
  }
}
