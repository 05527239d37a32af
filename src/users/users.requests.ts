import { Transform, type TransformFnParams } from 'class-transformer';
import { IsEmail, IsUrl, Matches, ValidateIf } from 'class-validator';
import { type Secret } from '../common/crypto/secret.js';
import { FieldSchema, Optional } from '../common/openapi/field-schema.js';
import { IsText } from '../common/validation/rules.js';
import { AlsoNamed } from './also-named.js';
import { IsKnownPassword, IsNewPassword } from './password-rules.js';
import { CleanUsername } from './username-rules.js';

/** The characters of the existing system's user names that every keyboard has. */
const USERNAME = /^[\w.@+-]{1,150}$/u;

const Trimmed = (): PropertyDecorator =>
  Transform(({ value }: TransformFnParams): unknown =>
    typeof value === 'string' ? value.trim() : value,
  );

/** `POST /users/register/` */
export class RegisterRequest {
  @CleanUsername()
  @Matches(USERNAME, {
    message: 'username may have 1 to 150 letters, digits and the characters @ . + - _',
  })
  @FieldSchema({ type: 'string', description: 'Letters, digits and the characters @ . + - _' })
  username!: string;

  @IsEmail({}, { message: 'email must be an e-mail address' })
  @FieldSchema({ format: 'email' })
  @IsText(254)
  email!: string;

  @IsNewPassword()
  password!: Secret;
}

/** `POST /users/change-password/` */
export class ChangePasswordRequest {
  @AlsoNamed('current_password')
  @IsKnownPassword()
  old_password!: Secret;

  @IsNewPassword()
  new_password!: Secret;
}

/** `PUT /users/profile/`: updates the given fields only. */
export class UpdateProfileRequest {
  @ValidateIf((_request, value) => value !== undefined)
  @Optional()
  @IsText(1000)
  bio?: string;

  @Trimmed()
  @ValidateIf((_request, value) => value !== undefined && value !== '')
  @Optional()
  @FieldSchema({ description: 'A URL that begins with http:// or https://, or empty.' })
  @IsText(500)
  // Dashboards show it as a link, and other schemes could run a script.
  @IsUrl(
    { protocols: ['http', 'https'], require_protocol: true, disallow_auth: true },
    { message: 'website must be a URL that begins with http:// or https://, or empty' },
  )
  website?: string;
}
