/** Asks the provider about attempts, at once or in a job. */
export { AskProviderService } from './ask-provider.service.js';
export { AskingRepository } from './asking.repository.js';
export { CannotVerifyError } from './cannot-verify.error.js';
export { type CheckedStatus, CheckStatusService } from './check-status.service.js';
export { PaymentJobs } from './payment-jobs.service.js';
export { type PendingEvents, type PendingEventsReader } from './pending-events.js';
export {
  addReconciliationJob,
  RECONCILE_PAYMENT_TASK,
  type ReconcilePaymentPayload,
  type WakePace,
  wakeReconciliationJob,
} from './reconcile-payment.job.js';
