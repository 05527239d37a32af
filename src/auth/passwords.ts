import { hash, verify } from '@node-rs/argon2';
import { Secret } from '../common/crypto/secret.js';

/**
 * OWASP's minimum for argon2id, which is the library's default algorithm (Password Storage Cheat
 * Sheet): 19 MiB, 2 passes, 1 lane.
 */
const OPTIONS = {
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
} as const;

/** The hash that is kept of a password. */
export const hashPassword = (password: Secret): Promise<string> => hash(password.reveal(), OPTIONS);

let decoy: Promise<string> | undefined;

/**
 * Whether the password belongs to the stored hash. Without a stored hash (no such user) the same
 * work is done in vain, so that the time taken does not tell which names exist.
 */
export async function passwordMatches(
  password: Secret,
  stored: string | undefined,
): Promise<boolean> {
  decoy ??= hashPassword(new Secret('a password that nobody has'));
  const matches = await verify(stored ?? (await decoy), password.reveal());
  return matches && stored !== undefined;
}
