/** The origin of an event. `import` is another system whose payments were imported. */
export type EventSource =
  | 'request'
  | 'provider'
  | 'webhook'
  | 'check'
  | 'reconciliation'
  | 'operator'
  | 'expiry'
  | 'import';

/** The events in the history of a payment. */
export type HistoryEvent =
  | 'created'
  | 'amount_refused'
  | 'accepted'
  | 'refused'
  | 'not_sent'
  | 'outcome_unknown'
  | 'in_progress'
  | 'completed'
  | 'late_success'
  | 'failed'
  | 'attempt_failed'
  | 'receipt_learned'
  | 'contradicted'
  | 'reversed'
  | 'expired'
  | 'unverifiable'
  | 'imported'
  | 'marked_completed'
  | 'marked_failed'
  | 'review_closed'
  | 'retried';
