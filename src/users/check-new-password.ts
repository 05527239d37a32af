import { type Secret } from '../common/crypto/secret.js';
import { commonPasswords } from './common-passwords.js';
import { passwordFault, type PasswordOwner } from './password-fault.js';
import { passwordUnfit } from './user-errors.js';

/**
 * Refuses a password that is too easy to guess.
 *
 * @param field the request's field that holds it
 * @throws ApiError 400 with that field
 */
export async function checkNewPassword(
  field: string,
  password: Secret,
  owner: PasswordOwner,
): Promise<void> {
  const fault = passwordFault(password.reveal(), owner, await commonPasswords());
  if (fault !== null) throw passwordUnfit(field, fault);
}
