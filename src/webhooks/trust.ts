import { constantTimeEqual } from '../common/crypto/hash.js';
import { type Secret } from '../common/crypto/secret.js';
import { type Money } from '../common/money/money.js';
import { type ProviderReport } from '../providers/payment-provider.js';
import { type WebhookTrust } from './webhook-event.js';

/** Whether the sender is known: by the challenge that is expected and the one that was brought. */
export function judgeSender(expected: Secret | null, brought: Secret | null): WebhookTrust {
  if (expected === null) return 'hint';
  if (brought === null) return 'refused';
  return constantTimeEqual(expected.reveal(), brought.reveal()) ? 'authenticated' : 'refused';
}

/**
 * Whether an event may be applied without asking the provider: it names our reference, and just the amount that was
 * asked. Any other amount is asked about. A challenge says who, never what.
 */
export function contentMatches(
  expected: { readonly reference: string; readonly asked: Money },
  report: ProviderReport,
): boolean {
  return report.reference === expected.reference && report.amount?.equals(expected.asked) === true;
}
