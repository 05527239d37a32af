const MAC = /^(?:[0-9a-f]{2}[:.\- ]?){5}[0-9a-f]{2}$/i;
const PHONE = /^\+?\d[\d\s()-]{7,}$/;
/** Codes have eight characters, and a dash in the middle as some people write them. */
const CODE = /^[0-9a-z]{4}[- ]?[0-9a-z]{4}$/i;
const RECEIPT = /^(?=.*[a-z])[0-9a-z]{9,12}$/i;

/** What a customer was named by. */
export type NamedBy = 'phone' | 'mac' | 'code' | 'mpesa_reference';

/**
 * What a text that names a customer is: a phone number, a MAC address, an access code or a receipt;
 * null when it looks like none of them.
 */
export function namedBy(text: string): NamedBy | null {
  const typed = text.trim();
  const digits = typed.replaceAll(/\D/g, '');
  // Twelve digits can be both; those of a phone begin with the code of Kenya.
  if (MAC.test(typed) && !/^\+?254\d{9}$/.test(typed)) return 'mac';
  if (PHONE.test(typed) && digits.length >= 9) return 'phone';
  if (CODE.test(typed)) return 'code';
  return RECEIPT.test(typed) ? 'mpesa_reference' : null;
}
