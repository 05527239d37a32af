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

/** How a hash of ours begins. */
const ARGON2ID = '$argon2id$';

/** The hash that is kept of a password, in its normalised form. */
export const hashPassword = (password: Secret): Promise<string> =>
  hash(normalisePassword(password).reveal(), OPTIONS);

/** Whether a stored hash is of an older kind, to be replaced at the next login. */
export const isOldHash = (stored: string): boolean => !stored.startsWith(ARGON2ID);

/**
 * Whether the hash of a password that has just been found right is to be replaced: it is of an older
 * kind, or of the form in which the password was typed, which is not the one that is hashed now.
 */
export async function needsNewHash(password: Secret, stored: string): Promise<boolean> {
  if (isOldHash(stored)) return true;
  if (isNormalised(password)) return false;
  return !(await verify(stored, normalisePassword(password).reveal()));
}

let decoy: Promise<string> | undefined;

/**
 * Whether the password belongs to the stored hash, one of ours or one that was imported, in any of
 * its forms. Whoever has neither (no such user, no usable password) costs the same work, done in
 * vain, so that the time taken does not tell which names exist.
 *
 * @param importedHashes one imported hash of each format of which there are any left: every check
 *   then does the work of all of them, so that the time does not tell whose hash is of which
 */
export async function passwordMatches(
  password: Secret,
  stored: string | undefined,
  importedHashes: readonly string[] = [],
): Promise<boolean> {
  let matches = false;
  for (const form of passwordForms(password)) {
    // The forms that follow a right one are checked too: their time would tell that it was right.
    if (await formMatches(form, stored, importedHashes)) matches = true;
  }
  return matches;
}

async function formMatches(
  password: Secret,
  stored: string | undefined,
  importedHashes: readonly string[],
): Promise<boolean> {
  decoy ??= hashPassword(new Secret('a password that nobody has'));
  const own = stored?.startsWith(ARGON2ID) ? stored : undefined;
  const matchesOwn = await verify(own ?? (await decoy), password.reveal());
  const matchesImported = await matchesDjango(password, stored, importedHashes);
  return (matchesOwn && own !== undefined) || matchesImported;
}

/** The hashes of others are checked for the work alone; whether they match counts for nothing. */
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

/** One hash of each format, in an order that says nothing: the caller's own, where it has one. */
function checksOf(
  own: DjangoPassword | null,
  importedHashes: readonly string[],
): readonly DjangoPassword[] {
  const checks = importedHashes
    .flatMap((hash) => parseDjangoPassword(hash) ?? [])
    .map((imported) => (imported.format === own?.format ? own : imported));
  return own === null || checks.includes(own) ? checks : [own, ...checks];
}
