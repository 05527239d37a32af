import { verify as verifyArgon2 } from '@node-rs/argon2';
import { compare as verifyBcrypt } from 'bcryptjs';
import { createHash, pbkdf2, scrypt, type ScryptOptions, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/*
 * The hash formats of Django's own hashers, without the prefix with the format's name. The cost
 * parameters are limited before anything is computed: at the limit a check takes about two seconds of
 * one core and 256 MB, several times the cost of any Django default.
 */

/** Checks a password against a hash; throws when the hash is malformed. */
export type PasswordCheck = (password: string) => Promise<boolean>;

/** Parses the rest of a hash into a check, or returns why it cannot. */
export type FormatReader = (rest: string) => PasswordCheck | 'malformed' | 'costly';

const MAX_PBKDF2_ROUNDS = 5_000_000;
const MAX_ARGON2_KIB = 256 * 1024;
/** Memory times passes. */
const MAX_ARGON2_KIB_PASSES = 1024 * 1024;
const MAX_ARGON2_LANES = 64;
/** The minimum memory for each lane, by the definition of argon2. */
const MIN_ARGON2_KIB_PER_LANE = 8;
const MAX_BCRYPT_COST = 14;
const MIN_BCRYPT_COST = 4;
const MAX_SCRYPT_BYTES = 128 * 1024 * 1024;
/** N times r times p. */
const MAX_SCRYPT_WORK = 2 ** 21;
const SCRYPT_DIGEST_BYTES = 64;

/** `iterations$salt$base64`, with HMAC over `digest`. @param bytes the length of the hash */
export const pbkdf2Reader =
  (digest: 'sha1' | 'sha256', bytes: number): FormatReader =>
  (rest) => {
    const found = /^(?<rounds>[1-9]\d{0,14})\$(?<salt>[^$]+)\$(?<hash>[A-Za-z0-9+/]+={0,2})$/.exec(
      rest,
    )?.groups;
    const { rounds, salt = '', hash } = found ?? {};
    const expected = bytesOf(hash, bytes);
    if (!expected) return 'malformed';
    if (Number(rounds) > MAX_PBKDF2_ROUNDS) return 'costly';
    const derive = promisify(pbkdf2);
    return async (password) =>
      timingSafeEqual(await derive(password, salt, Number(rounds), bytes, digest), expected);
  };

/** `argon2id$v=19$m=…,t=…,p=…$salt$hash`: the usual form of argon2 without its first `$`. */
export const argon2Reader: FormatReader = (rest) => {
  const found =
    /^argon2(?:id|i|d)\$v=19\$m=(?<m>\d{1,12}),t=(?<t>\d{1,12}),p=(?<p>\d{1,12})\$[A-Za-z0-9+/]{11,}\$[A-Za-z0-9+/]{16,}$/.exec(
      rest,
    )?.groups;
  const { m: kib, t: passes, p: lanes } = found ?? {};
  const cost = { kib: Number(kib), passes: Number(passes), lanes: Number(lanes) };
  if (!found || cost.passes < 1 || cost.lanes < 1) return 'malformed';
  if (cost.kib > MAX_ARGON2_KIB || cost.lanes > MAX_ARGON2_LANES) return 'costly';
  if (cost.kib * cost.passes > MAX_ARGON2_KIB_PASSES) return 'costly';
  if (cost.kib < MIN_ARGON2_KIB_PER_LANE * cost.lanes) return 'malformed';
  return (password) => verifyArgon2(`$${rest}`, password);
};

/** `$2b$cost$…`. */
const bcryptOver =
  (prepare: (password: string) => string): FormatReader =>
  (rest) => {
    const cost = /^\$2[aby]\$(?<cost>\d\d)\$[./A-Za-z0-9]{53}$/.exec(rest)?.groups?.['cost'];
    if (cost === undefined || Number(cost) < MIN_BCRYPT_COST) return 'malformed';
    if (Number(cost) > MAX_BCRYPT_COST) return 'costly';
    return (password) => verifyBcrypt(prepare(password), rest);
  };

/** bcrypt of the plain password; it uses the first 72 bytes only. */
export const bcryptReader = bcryptOver((password) => password);

/** bcrypt of the password's SHA-256 in hex, which is shorter than 72 bytes. */
export const bcryptSha256Reader = bcryptOver((password) =>
  createHash('sha256').update(password, 'utf8').digest('hex'),
);

/** `N$salt$r$p$base64` */
export const scryptReader: FormatReader = (rest) => {
  const found =
    /^(?<N>[1-9]\d{0,11})\$(?<salt>[^$]+)\$(?<r>[1-9]\d{0,11})\$(?<p>[1-9]\d{0,11})\$(?<hash>[A-Za-z0-9+/]+={0,2})$/.exec(
      rest,
    )?.groups;
  const { salt = '', hash } = found ?? {};
  const [N, r, p] = [Number(found?.['N']), Number(found?.['r']), Number(found?.['p'])];
  const expected = bytesOf(hash, SCRYPT_DIGEST_BYTES);
  if (!expected || !isPowerOfTwo(N)) return 'malformed';
  const bytes = 128 * r * (N + p);
  if (bytes > MAX_SCRYPT_BYTES || N * r * p > MAX_SCRYPT_WORK) return 'costly';
  const options = { N, r, p, maxmem: 2 * MAX_SCRYPT_BYTES };
  return async (password) =>
    timingSafeEqual(await deriveByScrypt(password, salt, options), expected);
};

const isPowerOfTwo = (count: number): boolean => count > 1 && Number.isInteger(Math.log2(count));

/** Decodes base64; null unless it has the required length. */
function bytesOf(base64: string | undefined, bytes: number): Buffer | null {
  const decoded = Buffer.from(base64 ?? '', 'base64');
  return decoded.length === bytes && decoded.toString('base64') === base64 ? decoded : null;
}

/** The types of `promisify` lack `scrypt` with options. */
const deriveByScrypt = (password: string, salt: string, options: ScryptOptions): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password, salt, SCRYPT_DIGEST_BYTES, options, (error, derived) => {
      if (error) reject(error);
      else resolve(derived);
    });
  });
