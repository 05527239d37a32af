/** Twelve hex digits: bare, or in groups of two, four or six with one kind of separator. */
const NOTATIONS = [
  /^[0-9a-f]{2}(?:([:. -])[0-9a-f]{2})(?:\1[0-9a-f]{2}){4}$/,
  /^[0-9a-f]{4}(?:([:. -])[0-9a-f]{4})(?:\1[0-9a-f]{4})$/,
  /^[0-9a-f]{6}[:. -]?[0-9a-f]{6}$/,
];

/**
 * A colon that is encoded for a link, because the page used `$(mac)` where `$(mac-esc)` belongs.
 */
const ESCAPED_COLON = /%3a/g;

/**
 * Returns a MAC address as `AA:BB:CC:DD:EE:FF`, read from any usual notation: `aa:bb:cc:dd:ee:ff`,
 * `aa-bb-cc-dd-ee-ff`, `aa.bb.cc.dd.ee.ff`, `aabb.ccdd.eeff`, `aabb-ccdd-eeff`, `aabbcc-ddeeff`,
 * `aabbccddeeff` or `aa%3Abb%3Acc%3Add%3Aee%3Aff`. Blank text, meaning no address, gives `''`;
 * anything else gives null.
 */
export function normaliseMac(input: string): string | null {
  const text = input.trim().toLowerCase().replace(ESCAPED_COLON, ':');
  if (text === '') return '';
  if (!NOTATIONS.some((notation) => notation.test(text))) return null;

  const digits = text.replace(/[:. -]/g, '').toUpperCase();
  return digits.replace(/..(?=.)/g, '$&:');
}
