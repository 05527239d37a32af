/** The ids that connect an invoice with an attempt. */
interface Tied {
  readonly reference: string;
  readonly invoiceId: string | null;
}

/**
 * Whether a reported invoice belongs to the attempt. It must echo the attempt's reference. If it
 * echoes none, it must be the invoice that the provider itself returned for the attempt. Otherwise
 * someone could pair a cheap paid invoice of their own with another payment.
 */
export function belongsTo(
  attempt: Tied,
  report: { reference: string; invoiceId: string },
): boolean {
  if (report.reference !== '') return report.reference === attempt.reference;
  return attempt.invoiceId !== null && report.invoiceId === attempt.invoiceId;
}
