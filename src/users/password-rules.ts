import { applyDecorators } from '@nestjs/common';
import { Transform, type TransformFnParams } from 'class-transformer';
import { normalisePassword } from '../auth/password-forms.js';
import { Secret } from '../common/crypto/secret.js';
import { IsSecret } from '../common/validation/secret-rules.js';
import { MIN_PASSWORD_LENGTH } from './password-fault.js';

/** Limits the cost of hashing a password of an unauthenticated request. */
const MAX_PASSWORD_LENGTH = 128;

/** A new password; its normalised form is validated. */
export const IsNewPassword = (): PropertyDecorator =>
  applyDecorators(
    IsSecret({ min: MIN_PASSWORD_LENGTH, max: MAX_PASSWORD_LENGTH }),
    // The last of several transforms runs first.
    Transform(({ value }: TransformFnParams): unknown =>
      typeof value === 'string' ? normalisePassword(new Secret(value)).reveal() : value,
    ),
  );

/** An existing password, of any length. */
export const IsKnownPassword = (): PropertyDecorator => IsSecret({ max: 4096 });
