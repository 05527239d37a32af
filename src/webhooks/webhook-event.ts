/**
 * Whether the sender of a webhook is known.
 *
 * - `authenticated`: it brought the challenge of the credentials that the payment was made with
 * - `hint`: no challenge is set there, so anybody may have sent it
 * - `refused`: a challenge is set and it brought none, or another one
 *
 * Only an authenticated one may change anything by what it says; the others lead to a question.
 */
export const WEBHOOK_TRUSTS = ['authenticated', 'hint', 'refused'] as const;
export type WebhookTrust = (typeof WEBHOOK_TRUSTS)[number];

/**
 * What became of it.
 *
 * - `stored`: not processed yet
 * - `settled`: its payment is settled by it, or it says nothing new
 * - `unmatched`: no payment has this invoice or reference yet
 * - `ignored`: not a collection event, kept and not applied
 * - `failed`: processing it failed; the payment is found out about otherwise
 */
export const WEBHOOK_OUTCOMES = ['stored', 'settled', 'unmatched', 'ignored', 'failed'] as const;
export type WebhookOutcome = (typeof WEBHOOK_OUTCOMES)[number];
