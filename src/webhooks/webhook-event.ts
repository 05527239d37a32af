/**
 * Whether the sender of a webhook is verified.
 *
 * - `authenticated`: it has the challenge of the credentials of the payment
 * - `hint`: no challenge is set, so anybody may have sent it
 * - `refused`: a challenge is set, and it has none or a wrong one
 * Only an authenticated event may change anything by itself; the others lead to a question.
 */
export const WEBHOOK_TRUSTS = ['authenticated', 'hint', 'refused'] as const;
export type WebhookTrust = (typeof WEBHOOK_TRUSTS)[number];

/**
 * The outcome of an event.
 *
 * - `stored`: not processed yet
 * - `settled`: it has settled its payment, or reports nothing new
 * - `unmatched`: no payment has this invoice or reference yet
 * - `ignored`: not about a collection; stored but not applied
 * - `failed`: it could not be processed; reconciliation finds the same facts
 */
export const WEBHOOK_OUTCOMES = ['stored', 'settled', 'unmatched', 'ignored', 'failed'] as const;
export type WebhookOutcome = (typeof WEBHOOK_OUTCOMES)[number];
