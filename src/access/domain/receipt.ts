/** What receipts look like: ten capital letters and digits. */
const RECEIPT = String.raw`[A-Z0-9]{10}(?![A-Z0-9])`;
/** M-Pesa's messages begin with the receipt. */
const AT_THE_BEGINNING = new RegExp(`^\\s*(${RECEIPT})`);
/** In other texts a word of ten letters is no receipt, and neither is a phone number. */
const WITH_BOTH = new RegExp(`\\b(?=[A-Z0-9]*\\d)(?=[A-Z0-9]*[A-Z])(${RECEIPT})`);
const MAX_LENGTH = 64;

/**
 * Reads an M-Pesa receipt as a customer types it: in any letter case, with spaces, or in the message
 * that it came in. A text without one is compacted and returned, because receipts may change.
 */
export function parseReceipt(text: string): string {
  const upper = text.toUpperCase();
  const found = AT_THE_BEGINNING.exec(upper) ?? WITH_BOTH.exec(upper);
  return found?.[1] ?? upper.replace(/[^A-Z0-9]/g, '').slice(0, MAX_LENGTH);
}
