import { parseAccessCode } from '../access/domain/access-code.js';
import { parseReceipt } from '../access/domain/receipt.js';

/** What a customer has typed under "I have already paid". */
export type TypedCode =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'receipt'; readonly receipt: string }
  | { readonly kind: 'nothing' };

/** Receipts have ten characters today, sometimes letters alone; others might have a digit at least. */
const RECEIPT = /^(?:[A-Z0-9]{10}|(?=.*\d)[A-Z0-9]{8,16})$/;

/**
 * Reads an access code, or the receipt of M-Pesa, as people type and paste them: in any letter case, with
 * spaces or dashes, and within the whole SMS.
 */
export function readCode(text: string): TypedCode {
  const code = parseAccessCode(text);
  if (code !== null) return { kind: 'code', code };
  const receipt = parseReceipt(text);
  return RECEIPT.test(receipt) ? { kind: 'receipt', receipt } : { kind: 'nothing' };
}

/** The last four digits of a phone number, of which more may have been typed. */
export function readLastDigits(text: string): string | null {
  const digits = text.replace(/\D/g, '');
  return digits.length >= 4 ? digits.slice(-4) : null;
}
