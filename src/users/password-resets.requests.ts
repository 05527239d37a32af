import { type Secret } from '../common/crypto/secret.js';
import { IsSecret } from '../common/validation/secret-rules.js';
import { IsNewPassword } from './password-rules.js';

/** Longer than any token of ours: those of another form are simply not known. */
const LONGEST_GIVEN = 4096;

/** `POST /users/reset-password/` */
export class ResetPasswordRequest {
  @IsSecret({ max: LONGEST_GIVEN })
  token!: Secret;

  @IsNewPassword()
  new_password!: Secret;
}
