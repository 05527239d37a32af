import { constantTimeEqual } from '../common/crypto/hash.js';
import { type Secret } from '../common/crypto/secret.js';
import { type Money } from '../common/money/money.js';
import { type ProviderReport } from '../providers/payment-provider.js';
import { type WebhookTrust } from './webhook-event.js';

/** Whether the sender is authenticated: the expected challenge is the one in the event. */
export function judgeSender(expected: Secret | null, brought: Secret | null): WebhookTrust {
  if (expected === null) return 'hint';
  if (brought === null) return 'refused';
  return constantTimeEqual(expected.reveal(), brought.reveal()) ? 'authenticated' : 'refused';
}

/**
 * Whether an event may be applied without asking the provider: it has our reference and exactly the
 * requested amount. The challenge proves the sender, but not the content.
 */
export function contentMatches(
  expected: { readonly reference: string; readonly asked: Money },
  report: ProviderReport,
): boolean {
  return report.reference === expected.reference && report.amount?.equals(expected.asked) === true;
}
