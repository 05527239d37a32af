import { createHash, hash, timingSafeEqual } from 'node:crypto';

/** SHA-256 of the text in UTF-8, as 64 lower-case hex characters. */
export function sha256Hex(text: string): string {
  return hash('sha256', text, 'hex');
}

/**
 * Compares two texts in a time that does not depend on where they differ. It compares digests,
 * because `timingSafeEqual` needs equal lengths and would reveal them.
 */
export function constantTimeEqual(a: string, b: string): boolean {
  return timingSafeEqual(digestOfCodeUnits(a), digestOfCodeUnits(b));
}

/** UTF-16, because UTF-8 turns every lone surrogate into the same replacement character. */
function digestOfCodeUnits(text: string): Buffer {
  return createHash('sha256').update(text, 'utf16le').digest();
}
