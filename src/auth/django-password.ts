import { type Secret } from '../common/crypto/secret.js';
import {
  argon2Reader,
  bcryptReader,
  bcryptSha256Reader,
  type FormatReader,
  type PasswordCheck,
  pbkdf2Reader,
  scryptReader,
} from './django-formats.js';

/**
 * The accepted formats of Django's own hashers, by the prefix of the hash. The index on imported
 * hashes and its query list the same formats.
 */
export const DJANGO_FORMATS = [
  'pbkdf2_sha256',
  'pbkdf2_sha1',
  'argon2',
  'bcrypt_sha256',
  'bcrypt',
  'scrypt',
] as const;
export type DjangoFormat = (typeof DJANGO_FORMATS)[number];

const READERS: Readonly<Record<DjangoFormat, FormatReader>> = {
  pbkdf2_sha256: pbkdf2Reader('sha256', 32),
  pbkdf2_sha1: pbkdf2Reader('sha1', 20),
  argon2: argon2Reader,
  bcrypt_sha256: bcryptSha256Reader,
  bcrypt: bcryptReader,
  scrypt: scryptReader,
};

/** Formats of older Django versions, which are too weak today. */
const WEAK: Readonly<Record<string, RegExp>> = {
  md5: /^(md5\$|[0-9a-f]{32}$)/,
  sha1: /^sha1\$/,
  crypt: /^crypt\$/,
};

/** A parsed Django password hash. */
export interface DjangoPassword {
  readonly format: DjangoFormat;
  /** Checks a password, in a time that depends on the stored hash only. */
  matches(password: Secret): Promise<boolean>;
}

/** Parses a stored hash; null when it is not accepted. */
export function parseDjangoPassword(stored: string): DjangoPassword | null {
  const read = readHash(stored);
  return typeof read === 'string' ? null : read;
}

/**
 * Explains why a Django hash is not accepted, as the rest of a sentence about an account; null when
 * it is accepted. Quotes no part of the hash.
 */
export function djangoPasswordFault(stored: string): string | null {
  const read = readHash(stored);
  return typeof read === 'string' ? read : null;
}

function readHash(stored: string): DjangoPassword | string {
  if (stored === '' || stored.startsWith('!')) return 'it has no password';
  const [name = ''] = stored.split('$', 1);
  const format = DJANGO_FORMATS.find((known) => known === name);
  if (!format) return unreadable(stored);
  const check = READERS[format](stored.slice(name.length + 1));
  if (check === 'malformed') return `its ${format} hash cannot be read`;
  if (check === 'costly') return `its ${format} hash asks for more work than a login may cost`;
  return { format, matches: (password) => isRight(check, password) };
}

function unreadable(stored: string): string {
  const weak = Object.keys(WEAK).find((name) => WEAK[name]?.test(stored));
  return weak === undefined
    ? 'it is kept in a way that is not known here'
    : `it is kept as ${weak}, which is no protection`;
}

/** A hash that the library rejects as malformed matches no password. */
async function isRight(check: PasswordCheck, password: Secret): Promise<boolean> {
  try {
    return await check(password.reveal());
  } catch {
    return false;
  }
}
