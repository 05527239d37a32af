import { type Secret } from '../common/crypto/secret.js';
import { IsFilledText } from '../common/validation/rules.js';
import { IsSecret } from '../common/validation/secret-rules.js';
import { AlsoNamed } from './also-named.js';
import { IsNewPassword } from './password-rules.js';

/** Longer than any of our tokens. A value of another format is simply unknown. */
const MAX_GIVEN_LENGTH = 4096;

/** `POST /users/forgot-password/`: a user name or an e-mail address, under either name. */
export class ForgotPasswordRequest {
  @AlsoNamed('email')
  @IsFilledText(254)
  username!: string;
}

/** `POST /users/reset-password/` */
export class ResetPasswordRequest {
  @IsSecret({ max: MAX_GIVEN_LENGTH })
  token!: Secret;

  @IsNewPassword()
  new_password!: Secret;
}
