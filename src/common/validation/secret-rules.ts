import { Transform, type TransformFnParams } from 'class-transformer';
import { registerDecorator } from 'class-validator';
import { Secret } from '../crypto/secret.js';
import { described } from '../openapi/field-schema.js';
import { type Schema } from '../openapi/schema.js';

/** The length of a secret in UTF-16 units; `min` is 1 by default. */
export interface SecretBounds {
  readonly min?: number;
  readonly max: number;
  /**
   * Removes what does not belong to it, such as surrounding white space. Without it, the text is
   * kept as sent.
   */
  readonly clean?: (text: string) => string;
  /** The required form, if any, and the message when the text does not match. */
  readonly pattern?: { readonly form: RegExp; readonly message: string };
}

/**
 * Text that is read as a {@link Secret}, so that no later code can print it. The messages never
 * repeat the value.
 */
export function IsSecret(bounds: SecretBounds): PropertyDecorator {
  return described(
    schemaOf(bounds),
    Transform(({ value }: TransformFnParams): unknown => {
      if (typeof value !== 'string') return value;
      const text = bounds.clean ? bounds.clean(value) : value;
      return text !== '' || bounds.min === 0 ? new Secret(text) : text;
    }),
    (target: object, propertyName: string | symbol) => {
      registerDecorator({
        name: 'isSecret',
        target: target.constructor,
        propertyName: String(propertyName),
        validator: {
          validate: (value: unknown) => faultOf(value, bounds) === null,
          defaultMessage: (argument) =>
            `${String(propertyName)} ${faultOf(argument?.value, bounds) ?? 'is not valid'}`,
        },
      });
    },
  );
}

const schemaOf = ({ min = 1, max, pattern }: SecretBounds): Schema => ({
  type: 'string',
  format: 'password',
  minLength: min,
  maxLength: max,
  ...(pattern ? { description: `It ${pattern.message}.` } : {}),
});

function faultOf(value: unknown, { min = 1, max, pattern }: SecretBounds): string | null {
  if (value === undefined || value === null || value === '') return 'is required';
  if (!(value instanceof Secret)) return 'must be text';
  const text = value.reveal();
  if (text.length < min) return `must have at least ${min} characters`;
  if (text.length > max) return `must have at most ${max} characters`;
  if (text.includes('\0') || !text.isWellFormed()) return 'holds characters that cannot be stored';
  return pattern && !pattern.form.test(text) ? pattern.message : null;
}
