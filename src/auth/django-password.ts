import { pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { type Secret } from '../common/crypto/secret.js';

/** `pbkdf2_sha256$iterations$salt$base64`, as Django keeps passwords. */
const FORM =
  /^pbkdf2_sha256\$(?<rounds>[1-9]\d{0,7})\$(?<salt>[^$]+)\$(?<digest>[A-Za-z0-9+/]{43}=)$/;
const DIGEST_BYTES = 32;

/** A password as Django keeps it, taken apart. */
export interface DjangoPassword {
  readonly rounds: number;
  readonly salt: string;
  readonly digest: Buffer;
}

/** Reads a stored hash; null when it is of another kind. */
export function parseDjangoPassword(stored: string): DjangoPassword | null {
  const { rounds, salt, digest } = FORM.exec(stored)?.groups ?? {};
  if (rounds === undefined || salt === undefined || digest === undefined) return null;
  return { rounds: Number(rounds), salt, digest: Buffer.from(digest, 'base64') };
}

/** Whether the password belongs to the hash, in a time that depends on its rounds alone. */
export async function djangoPasswordMatches(
  password: Secret,
  { rounds, salt, digest }: DjangoPassword,
): Promise<boolean> {
  const derive = promisify(pbkdf2);
  const derived = await derive(password.reveal(), salt, rounds, DIGEST_BYTES, 'sha256');
  return timingSafeEqual(derived, digest);
}
