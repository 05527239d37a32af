/** What ties an invoice to an attempt. */
interface Tied {
  readonly reference: string;
  readonly invoiceId: string | null;
}

/**
 * Whether an invoice that the provider tells us about is that of the attempt. It must echo the
 * attempt's reference. Some echo none: then it must be the very invoice that the provider itself
 * gave us for the attempt. Otherwise someone could pair a cheap paid invoice of their own with
 * another payment.
 */
export function belongsTo(
  attempt: Tied,
  report: { reference: string; invoiceId: string },
): boolean {
  if (report.reference !== '') return report.reference === attempt.reference;
  return attempt.invoiceId !== null && report.invoiceId === attempt.invoiceId;
}
