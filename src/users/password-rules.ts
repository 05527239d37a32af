import { applyDecorators } from '@nestjs/common';
import { Transform, type TransformFnParams } from 'class-transformer';
import { normalisePassword } from '../auth/password-forms.js';
import { Secret } from '../common/crypto/secret.js';
import { IsSecret } from '../common/validation/secret-rules.js';
import { SHORTEST_PASSWORD } from './password-fault.js';

/** Bounds the work that a stranger can make the hash do. */
const LONGEST_PASSWORD = 128;

/** A password that someone chooses, measured in the form that is hashed. */
export const IsNewPassword = (): PropertyDecorator =>
  applyDecorators(
    IsSecret({ min: SHORTEST_PASSWORD, max: LONGEST_PASSWORD }),
    // Of several transforms the last one is done first.
    Transform(({ value }: TransformFnParams): unknown =>
      typeof value === 'string' ? normalisePassword(new Secret(value)).reveal() : value,
    ),
  );

/** A password that someone claims to have: whatever its length, a wrong one is just wrong. */
export const IsKnownPassword = (): PropertyDecorator => IsSecret({ max: 4096 });
