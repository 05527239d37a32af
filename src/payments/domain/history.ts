/** Where an event came from; `import`: a system whose payments were imported. */
export type EventSource =
  | 'request'
  | 'provider'
  | 'webhook'
  | 'check'
  | 'reconciliation'
  | 'operator'
  | 'expiry'
  | 'import';

/** What a line of a payment's history says has happened. */
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
  | 'expired'
  | 'unverifiable'
  | 'imported'
  | 'marked_completed'
  | 'marked_failed'
  | 'review_closed'
  | 'retried';
