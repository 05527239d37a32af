/** Who brought a piece of news. */
export type NewsSource =
  'request' | 'provider' | 'webhook' | 'check' | 'reconciliation' | 'operator' | 'expiry';

/** What a line of a payment's history says has happened. */
export type PaymentEvent =
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
  | 'expired';
