/** The operator of the password. */
export interface PasswordOwner {
  readonly username: string;
  readonly email: string;
}

/** The shortest password, in characters. */
export const MIN_PASSWORD_LENGTH = 10;

/** The fault of a password that is too easy to guess. */
export const TOO_COMMON = 'is among the first that anyone would guess; choose another one';

/** The longest piece that is checked for repetition. */
const MAX_REPEATED_LENGTH = MIN_PASSWORD_LENGTH / 2;

/**
 * Finds what is wrong with a password of sufficient length, as the rest of a sentence that starts with
 * the field's name; null when it is acceptable. Case is ignored.
 *
 * @param common common passwords, in lower case
 */
export function passwordFault(
  password: string,
  owner: PasswordOwner,
  common: ReadonlySet<string>,
): string | null {
  const plain = fold(password);
  if (namesOf(owner).includes(plain)) {
    return 'must differ from the user name and the e-mail address';
  }
  if (common.has(plain) || isRepeatedPiece(plain) || isRun(plain)) {
    return TOO_COMMON;
  }
  return null;
}

const fold = (text: string): string => text.normalize('NFKC').toLowerCase();

function namesOf({ username, email }: PasswordOwner): readonly string[] {
  const localPart = email.slice(0, Math.max(email.lastIndexOf('@'), 0));
  return [username, email, localPart].map(fold);
}

/** `aaaaaaaaaa`, `1212121212`, `abc1abc1abc`. */
function isRepeatedPiece(text: string): boolean {
  for (let length = 1; length <= MAX_REPEATED_LENGTH; length += 1) {
    if (text.slice(length) === text.slice(0, -length)) return true;
  }
  return false;
}

/** `abcdefghij`, `9876543210`, and wrapping digits such as `7890123456`. */
function isRun(text: string): boolean {
  const steps = Array.from(
    { length: text.length - 1 },
    (_, at) => text.charCodeAt(at + 1) - text.charCodeAt(at),
  );
  return [1, -1].some((step) => steps.every((taken) => taken === step || taken === -9 * step));
}
