/** The rules about payments, as values and pure functions. */
export { type AttemptChannel, type AttemptDelivery, attemptReference } from './attempt.js';
export { belongsTo } from './belongs-to.js';
export { decide } from './decide.js';
export {
  type AttemptChange,
  type Decision,
  type LockedAttempt,
  type LockedPayment,
  type PaymentChange,
} from './decision.js';
export { type EventSource, type HistoryEvent } from './history.js';
export { type Acceptance, type ManualOverride, type PaymentEvent } from './payment-event.js';
export { METHOD_NAMES, PAYMENT_METHODS, type PaymentMethod } from './payment-method.js';
export { ON_REVERSAL, type OnReversal } from './on-reversal.js';
export { isOpen, PAYMENT_STATUSES, type PaymentStatus, STATUS_NAMES } from './payment-status.js';
export { publishedBy, type PublishedEvent, type PublishedKind } from './published-event.js';
export {
  FIRST_QUESTION,
  isTriedAgain,
  LAST_RECHECK,
  lastRecheckMs,
  nextQuestion,
  nextStep,
  type ReconciledAttempt,
  type ReconciliationState,
  type ReconciliationTimes,
  type Urgency,
  urgencyOf,
} from './reconciliation.js';
export { MAX_RETRIES, type RetriedPayment, type RetryRefusal, retryRefusal } from './retry.js';
export { type ReceivedMoney } from './received-money.js';
export {
  resolutionRefusal,
  type ResolutionRefusal,
  REVIEW_RESOLUTIONS,
  type ReviewResolution,
} from './resolve-review.js';
export { REVIEW_REASONS, type ReviewReason } from './review-reason.js';
export { type KnownAttempt, reportsNewFacts } from './reports-new-facts.js';
export { type Unverifiable } from './unverifiable.js';
