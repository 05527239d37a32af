import { randomInt } from 'node:crypto';

/** Digits and capital letters without those that look alike: 0 and O, 1, I and L. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const LENGTH = 8;
const CODE = new RegExp(`^[${ALPHABET}]{${LENGTH}}$`);
/** The characters that people and phones put between the characters of a code. */
const SEPARATORS = /[\s\u002d\u2010-\u2015]/g;

const CODES = ALPHABET.length ** LENGTH;

/** Draws one of the 31^8 access codes, about 8.5e11, by a secure random number. */
export function drawAccessCode(): string {
  let rest = randomInt(CODES);
  let code = '';
  while (code.length < LENGTH) {
    code += ALPHABET.charAt(rest % ALPHABET.length);
    rest = Math.floor(rest / ALPHABET.length);
  }
  return code;
}

/**
 * Reads an access code as a customer types it: in any letter case, with or without dashes and
 * spaces.
 * @returns null when it cannot be one
 */
export function parseAccessCode(text: string): string | null {
  const code = text.replace(SEPARATORS, '').toUpperCase();
  return CODE.test(code) ? code : null;
}
