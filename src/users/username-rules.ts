import { Transform, type TransformFnParams } from 'class-transformer';
import { cleanUsername } from './username.js';

/** Cleans a user name before it is validated. */
export const CleanUsername = (): PropertyDecorator =>
  Transform(({ value }: TransformFnParams): unknown =>
    typeof value === 'string' ? cleanUsername(value) : value,
  );
