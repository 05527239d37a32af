import { applyDecorators } from '@nestjs/common';
import { Transform, type TransformFnParams } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  registerDecorator,
  type ValidationArguments,
} from 'class-validator';
import { mustBeOneOf } from '../http/path-words.js';
import { parseIntegerId } from '../ids/integer-id.js';
import { Money } from '../money/money.js';
import { normaliseMac } from '../network/mac-address.js';
import { described, Optional } from '../openapi/field-schema.js';
import { type Schema } from '../openapi/schema.js';

/** The currency of packages. */
export const SALES_CURRENCY = 'KES';

/** The maximum of PostgreSQL's `integer`, the type of all our ids and counts. */
export const MAX_INTEGER = 2_147_483_647;

/** Room for a phone number and anything pasted with it. */
const MAX_TYPED_PHONE_LENGTH = 100;

type Rule = PropertyDecorator;

/** Forms and pages send every value as text. */
const alsoAsText = (schema: Schema, pattern: string): Schema => ({
  anyOf: [schema, { type: 'string', pattern }],
});

/**
 * Replaces a value by the result of `read`. A value that it cannot read stays, and another rule
 * rejects it.
 */
const Read = (read: (value: unknown) => unknown): Rule =>
  Transform(({ value }: TransformFnParams): unknown => read(value) ?? value);

/** The message about an invalid value, except about a missing one. */
const unlessMissing =
  (message: string) =>
  ({ value }: ValidationArguments): string =>
    value === undefined ? '$property is required' : message;

const INTEGER_ID = alsoAsText(
  { type: 'integer', minimum: 1, maximum: MAX_INTEGER },
  '^[1-9][0-9]*$',
);

/** An id as an integer or as numeric text (portals read ids from HTML). */
export const IsIntegerId = (): Rule =>
  described(
    INTEGER_ID,
    Read(parseIntegerId),
    IsInt({ message: unlessMissing('$property must be an integer id') }),
    Min(1, { message: '$property must be an integer id' }),
    Max(MAX_INTEGER, { message: '$property must be an integer id' }),
  );

/**
 * A list of one to `max` ids, of which each counts once. An id alone is a list of one: so a form sends
 * it that names the field once.
 */
export const IsIntegerIds = (max: number): Rule =>
  described(
    { anyOf: [{ type: 'array', items: INTEGER_ID, minItems: 1, maxItems: max }, INTEGER_ID] },
    Read((value) => {
      const given: readonly unknown[] = Array.isArray(value) ? value : [value];
      const ids = given.map(parseIntegerId);
      return given.length > max || ids.includes(null) ? null : [...new Set(ids)];
    }),
    custom(
      'isIntegerIds',
      (value) =>
        Array.isArray(value) &&
        value.length >= 1 &&
        value.length <= max &&
        value.every((id) => typeof id === 'number' && parseIntegerId(id) !== null),
      `$property must be a list of 1 to ${max} integer ids`,
    ),
  );

/** A whole number within bounds, as a number or as numeric text (forms send text). */
export const IsWholeNumber = (min: number, max: number): Rule =>
  described(
    alsoAsText({ type: 'integer', minimum: min, maximum: max }, '^-?[0-9]{1,10}$'),
    Read((value) =>
      typeof value === 'string' && /^-?\d{1,10}$/.test(value) ? Number(value) : null,
    ),
    IsInt({ message: unlessMissing('$property must be a whole number') }),
    Min(min, { message: `$property must be at least ${min}` }),
    Max(max, { message: `$property must be at most ${max}` }),
  );

/** An amount of money in {@link SALES_CURRENCY}, as text or number with at most two decimals. */
export const IsMoney = (): Rule =>
  described(
    alsoAsText({ type: 'number', minimum: 0 }, String.raw`^\s*\d+(\.\d{1,2})?\s*$`),
    Read((value) => {
      try {
        return Money.parse(value, SALES_CURRENCY);
      } catch {
        return null;
      }
    }),
    custom(
      'isMoney',
      (value) => value instanceof Money,
      '$property must be an amount with at most two decimals',
    ),
  );

/** An amount of money above zero. */
export const IsPositiveMoney = (): Rule =>
  described(
    { description: 'More than 0.00.' },
    IsMoney(),
    custom(
      'isPositiveMoney',
      (value) => !(value instanceof Money) || value.isPositive,
      '$property must be more than 0.00',
    ),
  );

/** A price: {@link IsPositiveMoney} without cents, because M-Pesa does not support them. */
export const IsPrice = (): Rule =>
  described(
    {
      ...alsoAsText({ type: 'integer', minimum: 1 }, String.raw`^\s*\d+(\.0{1,2})?\s*$`),
      description: 'Whole shillings, because M-Pesa takes no cents. More than 0.00.',
    },
    IsPositiveMoney(),
    custom(
      'isWholeMoney',
      (value) => !(value instanceof Money) || value.isWhole,
      '$property must be in whole shillings: M-Pesa takes no cents',
    ),
  );

/** `true` or `false`, also as text (forms send text). */
export const IsFlag = (): Rule =>
  described(
    { anyOf: [{ type: 'boolean' }, { type: 'string', enum: ['true', 'false'] }] },
    Read((value) => (value === 'true' ? true : value === 'false' ? false : null)),
    IsBoolean({ message: '$property must be true or false' }),
  );

/**
 * Text that PostgreSQL can store: without NUL and lone surrogates.
 * @param max the maximum length in UTF-16 units
 */
export const IsText = (max: number): Rule => described(textUpTo(max), textRules(max));

/** {@link IsText} that is not blank. */
export const IsFilledText = (max: number): Rule =>
  described(filledTextUpTo(max), filledTextRules(max));

/** A MAC address in any usual notation, read as `AA:BB:CC:DD:EE:FF`. */
export const IsMac = (): Rule =>
  described(
    { type: 'string', description: 'A MAC address in any usual notation.' },
    Read((value) => (typeof value === 'string' ? normaliseMac(value) : null)),
    custom(
      'isMac',
      (value) => typeof value === 'string' && value !== '' && normaliseMac(value) !== null,
      '$property must be a MAC address such as AA:BB:CC:DD:EE:FF',
    ),
  );

/** A field that may be absent. The other rules then do not apply. */
export const MayBeAbsent = (): Rule => applyDecorators(IsOptional(), Optional());

/** One of these words. */
export const IsOneOf = (words: readonly string[]): Rule =>
  described(
    { type: 'string', enum: words },
    IsIn(words, { message: mustBeOneOf('$property', words) }),
  );

/** A phone number as somebody types it, or as a JSON number. It is parsed later. */
export const IsTypedPhone = (): Rule =>
  described(
    {
      anyOf: [filledTextUpTo(MAX_TYPED_PHONE_LENGTH), { type: 'integer', minimum: 1 }],
      description: 'In any usual notation.',
    },
    Read((value) =>
      typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? String(value) : null,
    ),
    filledTextRules(MAX_TYPED_PHONE_LENGTH),
  );

const textUpTo = (max: number): Schema => ({ type: 'string', maxLength: max });
const filledTextUpTo = (max: number): Schema => ({
  ...textUpTo(max),
  minLength: 1,
  pattern: String.raw`\S`,
});

const textRules = (max: number): Rule =>
  applyDecorators(
    IsString({ message: unlessMissing('$property must be text') }),
    MaxLength(max, { message: `$property must have at most ${max} characters` }),
    IsStorableText(),
  );
const filledTextRules = (max: number): Rule =>
  applyDecorators(
    textRules(max),
    IsNotEmpty({ message: '$property is required' }),
    Matches(/\S/, { message: '$property must not be blank' }),
  );

function IsStorableText(): Rule {
  return custom(
    'isStorableText',
    (value) => typeof value === 'string' && !value.includes('\0') && value.isWellFormed(),
    '$property holds characters that cannot be stored',
  );
}

/** A custom rule. @param holds whether a value is valid */
export function custom(name: string, holds: (value: unknown) => boolean, message: string): Rule {
  return (target, propertyName) => {
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: String(propertyName),
      options: { message: unlessMissing(message) },
      validator: { validate: holds },
    });
  };
}
