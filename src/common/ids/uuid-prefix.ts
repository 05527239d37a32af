/** The UUIDs with a common prefix, from the lowest to the highest, both included. */
export interface UuidRange {
  readonly lowest: string;
  readonly highest: string;
}

/** A shorter prefix identifies nothing: ids of the same weeks begin alike. */
const MIN_DIGITS = 4;
const DIGITS = 32;

/**
 * Reads the beginning of a UUID, in upper or lower case, with dashes or without. Returns null when
 * no UUID begins like this, or when it is too short.
 */
export function parseUuidPrefix(input: string): UuidRange | null {
  const text = input.trim().toLowerCase();
  const digits = text.replaceAll('-', '');
  if (!/^[0-9a-f]*$/.test(digits)) return null;
  if (digits.length < MIN_DIGITS || digits.length > DIGITS) return null;
  const lowest = withDashes(digits.padEnd(DIGITS, '0'));
  if (text !== digits && !lowest.startsWith(text)) return null;
  return { lowest, highest: withDashes(digits.padEnd(DIGITS, 'f')) };
}

const withDashes = (digits: string): string =>
  digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
