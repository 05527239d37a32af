import { hash, verify } from '@node-rs/argon2';
import { Secret } from '../common/crypto/secret.js';
import { isNormalised, normalisePassword, passwordForms } from './password-forms.js';
import { type DjangoPassword, parseDjangoPassword } from './django-password.js';

/**
 * OWASP's minimum for argon2id, which is the library's default algorithm (Password Storage Cheat
 * Sheet): 19 MiB, 2 passes, 1 lane.
 */
const OPTIONS = {
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
} as const;

/** The prefix of our hashes. */
const ARGON2ID = '$argon2id$';

/** Hashes the normalised form of a password. */
export const hashPassword = (password: Secret): Promise<string> =>
  hash(normalisePassword(password).reveal(), OPTIONS);

/** Whether a stored hash has an older format, to be replaced at the next login. */
export const isOldHash = (stored: string): boolean => !stored.startsWith(ARGON2ID);

/**
 * Whether the hash of a correct password must be replaced: it has an older format, or it is of a form
 * that is not normalised.
 */
export async function needsNewHash(password: Secret, stored: string): Promise<boolean> {
  if (isOldHash(stored)) return true;
  if (isNormalised(password)) return false;
  return !(await verify(stored, normalisePassword(password).reveal()));
}

type VerifyHash = (hash: string, password: string) => Promise<boolean>;

let decoy: Promise<string> | undefined;

/**
 * Checks a password, in any of its forms, against a stored hash, which may be imported. Without a
 * hash (unknown user, no usable password) it does the same work, so that the response time does not
 * tell which names exist.
 *
 * @param importedHashes one imported hash of each format of which there are any left: every check
 *   then does the work of all of them, so that the time does not tell the format of a hash
 * @param verifyArgon2id compares a password with a hash of ours
 */
export async function passwordMatches(
  password: Secret,
  stored: string | undefined,
  importedHashes: readonly string[] = [],
  verifyArgon2id: VerifyHash = verify,
): Promise<boolean> {
  let matches = false;
  for (const form of passwordForms(password)) {
    // All forms are checked even after a match, so that the time does not tell which one matched.
    if (await formMatches(form, stored, importedHashes, verifyArgon2id)) matches = true;
  }
  return matches;
}

async function formMatches(
  password: Secret,
  stored: string | undefined,
  importedHashes: readonly string[],
  verifyArgon2id: VerifyHash,
): Promise<boolean> {
  decoy ??= hashPassword(new Secret('a password that nobody has'));
  const own = stored?.startsWith(ARGON2ID) ? stored : undefined;
  const matchesOwn = await verifyArgon2id(own ?? (await decoy), password.reveal());
  const matchesImported = await matchesDjango(password, stored, importedHashes);
  return (matchesOwn && own !== undefined) || matchesImported;
}

/** The hashes of other operators are checked for the work only; their result is ignored. */
async function matchesDjango(
  password: Secret,
  stored: string | undefined,
  importedHashes: readonly string[],
): Promise<boolean> {
  const own = stored === undefined ? null : parseDjangoPassword(stored);
  let matchesItsOwn = false;
  for (const each of checksOf(own, importedHashes)) {
    const matches = await each.matches(password);
    if (each === own && matches) matchesItsOwn = true;
  }
  return matchesItsOwn;
}

/** Selects one hash of each format in a fixed order: the user's own, where it has one. */
function checksOf(
  own: DjangoPassword | null,
  importedHashes: readonly string[],
): readonly DjangoPassword[] {
  const checks = importedHashes
    .flatMap((hash) => parseDjangoPassword(hash) ?? [])
    .map((imported) => (imported.format === own?.format ? own : imported));
  return own === null || checks.includes(own) ? checks : [own, ...checks];
}
