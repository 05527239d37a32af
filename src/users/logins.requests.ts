import { type Secret } from '../common/crypto/secret.js';
import { IsFilledText } from '../common/validation/rules.js';
import { IsSecret } from '../common/validation/secret-rules.js';
import { IsKnownPassword } from './password-rules.js';
import { CleanUsername } from './username-rules.js';

/** Longer than any of our keys and tokens. A value of another format is simply unknown. */
const LONGEST_GIVEN = 4096;

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
  @IsFilledText(LONGEST_GIVEN)
  public_key!: string;

  @IsSecret({ max: LONGEST_GIVEN })
  private_key!: Secret;
}

/** `POST /users/token/refresh/` */
export class RefreshRequest {
  @IsSecret({ max: LONGEST_GIVEN })
  refresh_token!: Secret;
}
