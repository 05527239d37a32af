import { Secret } from '../common/crypto/secret.js';

/** The form in which passwords are hashed: one keyboard composes an accent, another one does not. */
export const normalisePassword = (password: Secret): Secret =>
  new Secret(password.reveal().normalize('NFKC'));

/** Whether a password was typed in the form that is hashed, as every password of ASCII is. */
export const isNormalised = (password: Secret): boolean =>
  password.reveal().normalize('NFKC') === password.reveal();

/**
 * The forms of a typed password that a stored hash may have been made of, the present one first:
 * hashes made before, here or in another system, are of whatever was typed then. One form only
 * where there is nothing to compose. How many there are depends on what was typed alone.
 */
export function passwordForms(typed: Secret): readonly [Secret, ...Secret[]] {
  const text = typed.reveal();
  const current = text.normalize('NFKC');
  const older = new Set([text, text.normalize('NFC'), text.normalize('NFD')]);
  older.delete(current);
  return [new Secret(current), ...[...older].map((form) => new Secret(form))];
}
