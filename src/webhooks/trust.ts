import { type Money } from '../common/money/money.js';
import { type ProviderReport } from '../providers/payment-provider.js';

/**
 * Whether an event may be applied without asking the provider: it has our reference and exactly the
 * requested amount. A proof of the sender does not prove the content.
 */
export function contentMatches(
  expected: { readonly reference: string; readonly asked: Money },
  report: ProviderReport,
): boolean {
  return report.reference === expected.reference && report.amount?.equals(expected.asked) === true;
}
