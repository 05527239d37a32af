import { Transform, type TransformFnParams } from 'class-transformer';
import { IsEmail, Matches } from 'class-validator';
import { Secret } from '../common/crypto/secret.js';
import { IsFilledText, IsText } from '../common/validation/rules.js';
import { IsKnownPassword, IsNewPassword } from './password-rules.js';

/** The characters that the existing system allows in user names. */
const USERNAME = /^[\w.@+-]{1,150}$/u;

/** `POST /users/register/` */
export class RegisterRequest {
  @Transform(({ value }: TransformFnParams): unknown =>
    typeof value === 'string' ? value.trim() : value,
  )
  @Matches(USERNAME, {
    message: 'username may have 1 to 150 letters, digits and the characters @ . + - _',
  })
  username!: string;

  @IsText(254)
  @IsEmail({}, { message: 'email must be an e-mail address' })
  email!: string;

  @IsNewPassword()
  password!: Secret;
}

/** `POST /users/login/` */
export class LoginRequest {
  @IsFilledText(150)
  username!: string;

  @IsKnownPassword()
  password!: Secret;
}
