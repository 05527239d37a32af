/** A receipt in a text: ten capital letters and digits, with at least one of each. */
const RECEIPT = /\b(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-Z0-9]{10}\b/;

/**
 * Reads an M-Pesa receipt as a customer types it: in any letter case, with spaces, or in the message
 * that it came in. A text without one is compacted and returned, because receipts may change.
 */
export function parseReceipt(text: string): string {
  const upper = text.toUpperCase();
  const compact = upper.replace(/[^A-Z0-9]/g, '');
  return RECEIPT.exec(upper)?.[0] ?? compact.slice(0, 64);
}
