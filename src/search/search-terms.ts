import { parseAccessCode } from '../access/domain/access-code.js';
import { parseReceipt } from '../access/domain/receipt.js';
import { parseUuidPrefix, type UuidRange } from '../common/ids/uuid-prefix.js';
import { normaliseMac } from '../common/network/mac-address.js';
import { parseEastAfrican } from '../common/phone/phone.js';

/** What a text can be, judged by its form alone. Most texts can be one or two of these. */
export interface SearchTerms {
  /** A receipt, in capitals. */
  readonly receipt: string | null;
  /** In the form `+254712345678`. */
  readonly phone: string | null;
  /** In the form `AA:BB:CC:DD:EE:FF`. */
  readonly mac: string | null;
  /** An access code, in capitals without dashes. */
  readonly code: string | null;
  /** The ids of payments that begin like this. */
  readonly paymentIds: UuidRange | null;
  /** The spellings of an invoice id of a provider. */
  readonly invoices: readonly string[] | null;
}

/** A receipt that was typed by itself, and one that stands in a message. */
const TYPED_RECEIPT = /^(?=.*[A-Z])[A-Z0-9]{6,20}$/;
const RECEIPT_IN_TEXT = /^(?=.*[A-Z])(?=.*\d)[A-Z0-9]{10}$/;

/** Providers number invoices with letters and digits (`Y5JJV4V`), or with UUIDs. */
const INVOICE = /^[a-z0-9](?:[a-z0-9_-]{2,98})[a-z0-9]$/i;

/** Fewer digits would begin the payments of a whole day, of all operators. */
const MIN_ID_DIGITS = 8;

/** Reads what operators type or paste into one box: a code, a number, or a whole M-Pesa message. */
export function searchTermsOf(typed: string): SearchTerms {
  const text = typed.trim();
  const phone = parseEastAfrican(text)?.e164 ?? null;
  const isNumber = phone !== null;
  // Twelve digits that are a phone number begin with 25, which no address of a device does.
  const mac = isNumber ? null : normaliseMac(text) || null;
  return {
    receipt: isNumber ? null : receiptIn(text),
    phone,
    mac,
    code: parseAccessCode(text),
    paymentIds: isNumber ? null : paymentIdsOf(text),
    invoices: isNumber || mac !== null ? null : invoicesOf(text),
  };
}

function receiptIn(text: string): string | null {
  const form = /^[a-z0-9]*$/i.test(text) ? TYPED_RECEIPT : RECEIPT_IN_TEXT;
  const receipt = parseReceipt(text);
  return form.test(receipt) ? receipt : null;
}

function paymentIdsOf(text: string): UuidRange | null {
  const digits = text.replace(/[^0-9a-f]/gi, '').length;
  return digits < MIN_ID_DIGITS ? null : parseUuidPrefix(text);
}

/** Invoice ids are case-sensitive, and people do not type them so. */
function invoicesOf(text: string): readonly string[] | null {
  if (!INVOICE.test(text)) return null;
  return [...new Set([text, text.toUpperCase(), text.toLowerCase()])];
}
