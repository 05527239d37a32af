import { constantTimeEqual } from '../common/crypto/hash.js';
import { Secret } from '../common/crypto/secret.js';

/** The normalised form that is hashed: keyboards differ in how they compose accents. */
export const normalisePassword = (password: Secret): Secret =>
  new Secret(password.reveal().normalize('NFKC'));

/** Whether a password is in the normalised form, as every ASCII password is. */
export const isNormalised = (password: Secret): boolean =>
  constantTimeEqual(password.reveal().normalize('NFKC'), password.reveal());

/**
 * The forms of a typed password that a stored hash may be of, the normalised one first: older and
 * imported hashes are of the form that was typed then. There is one form when there is nothing to
 * compose. The number of forms depends on the typed password only.
 */
export function passwordForms(typed: Secret): readonly [Secret, ...Secret[]] {
  const text = typed.reveal();
  const current = text.normalize('NFKC');
  const older = new Set([text, text.normalize('NFC'), text.normalize('NFD')]);
  older.delete(current);
  return [new Secret(current), ...[...older].map((form) => new Secret(form))];
}
