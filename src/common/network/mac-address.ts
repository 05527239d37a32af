const NOTATIONS = [
  /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i,
  /^[0-9a-f]{2}(?:-[0-9a-f]{2}){5}$/i,
  /^[0-9a-f]{4}(?:\.[0-9a-f]{4}){2}$/i,
  /^[0-9a-f]{12}$/i,
];

/**
 * The hardware address of a device as `AA:BB:CC:DD:EE:FF`, read from any usual notation:
 * `aa:bb:cc:dd:ee:ff`, `aa-bb-cc-dd-ee-ff`, `aabb.ccdd.eeff` or `aabbccddeeff`.
 * Blank text, meaning no address, gives `''`; anything else null.
 */
export function normaliseMac(input: string): string | null {
  const text = input.trim();
  if (text === '') return '';
  if (!NOTATIONS.some((notation) => notation.test(text))) return null;

  const digits = text.replace(/[:.-]/g, '').toUpperCase();
  return digits.replace(/..(?=.)/g, '$&:');
}
