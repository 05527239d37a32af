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
 * The formats of Django's own hashers that let an operator in, by the name in front of the hash. The
 * index of imported hashes and the query that uses it name the same ones.
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

/** Formats of older versions of Django, which anyone can compute backwards today. */
const WEAK: Readonly<Record<string, RegExp>> = {
  md5: /^(md5\$|[0-9a-f]{32}$)/,
  sha1: /^sha1\$/,
  crypt: /^crypt\$/,
};

/** A password as Django keeps it, taken apart. */
export interface DjangoPassword {
  readonly format: DjangoFormat;
  /** Whether the password belongs to it, in a time that depends on the stored hash alone. */
  matches(password: Secret): Promise<boolean>;
}

/** Reads a stored hash; null when it lets nobody in. */
export function parseDjangoPassword(stored: string): DjangoPassword | null {
  const read = readHash(stored);
  return typeof read === 'string' ? null : read;
}

/**
 * Why a stored hash of Django's lets nobody in, as the rest of a sentence about an account; null
 * when it does let somebody in. Says nothing of the hash itself.
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

/** A hash that has the form of one and is none, which the library refuses, belongs to no password. */
async function isRight(check: PasswordCheck, password: Secret): Promise<boolean> {
  try {
    return await check(password.reveal());
  } catch {
    return false;
  }
}
