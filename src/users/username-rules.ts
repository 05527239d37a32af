import { Transform, type TransformFnParams } from 'class-transformer';
import { cleanUsername } from './username.js';

/** Takes away from a user name what its owner did not mean to type, before any other rule looks. */
export const CleanUsername = (): PropertyDecorator =>
  Transform(({ value }: TransformFnParams): unknown =>
    typeof value === 'string' ? cleanUsername(value) : value,
  );
