import { type Secret } from '../common/crypto/secret.js';
import { IsFilledText } from '../common/validation/rules.js';
import { IsSecret } from '../common/validation/secret-rules.js';
import { IsKnownPassword } from './password-rules.js';
import { CleanUsername } from './username-rules.js';

/** Longer than any of our keys and tokens. A value of another format is simply unknown. */
const MAX_GIVEN_LENGTH = 4096;

/** `POST /users/login/` */
export class LoginRequest {
  @CleanUsername()
  @IsFilledText(150)
  username!: string;

  @IsKnownPassword()
  password!: Secret;
}

/** `POST /users/api-key-login/` */
export class ApiKeyLoginRequest {
  @IsFilledText(MAX_GIVEN_LENGTH)
  public_key!: string;

  @IsSecret({ max: MAX_GIVEN_LENGTH })
  private_key!: Secret;
}

/** `POST /users/token/refresh/` */
export class RefreshRequest {
  @IsSecret({ max: MAX_GIVEN_LENGTH })
  refresh_token!: Secret;
}
