import { Transform, type TransformFnParams } from 'class-transformer';
import { NotEquals, ValidateIf } from 'class-validator';
import { mustBeOneOf } from '../http/path-words.js';
import { parseIntegerId } from '../ids/integer-id.js';
import { isUuid } from '../ids/uuid.js';
import { normaliseMac } from '../network/mac-address.js';
import { described, Optional } from '../openapi/field-schema.js';
import { type Schema } from '../openapi/schema.js';
import { parseEastAfrican } from '../phone/phone.js';
import { parseSpan } from '../time/span.js';

const A_TIME =
  '$property must be a day (2026-01-31) or a time with its offset (2026-01-31T08:00:00Z)';

const A_TIME_SHOWN: Schema = { type: 'string', examples: ['2026-01-31', '2026-01-31T08:00:00Z'] };

/**
 * A filter in a query. Empty means absent, because forms send fields that nobody has filled in.
 * @param read returns null for an invalid value
 */
export const Filter = (
  schema: Schema,
  read: (text: string) => unknown,
  message: string,
): PropertyDecorator =>
  described(
    schema,
    Optional(),
    Transform(({ value }: TransformFnParams): unknown => {
      if (value === undefined || value === '') return undefined;
      return typeof value === 'string' ? read(value) : null;
    }),
    ValidateIf((_query, value) => value !== undefined),
    NotEquals(null, { message }),
  );

/** One of a few words. @param read what a word is read as */
export const WordFilter = (
  words: readonly string[],
  read = (text: string): unknown => text,
): PropertyDecorator =>
  Filter(
    { type: 'string', enum: words },
    (text) => (words.includes(text) ? read(text) : null),
    mustBeOneOf('$property', words),
  );

/** `true` or `false`, read as a boolean. */
export const FlagFilter = (description: string): PropertyDecorator =>
  described(
    { description },
    WordFilter(['true', 'false'], (text) => text === 'true'),
  );

/** An integer id. */
export const IdFilter = (): PropertyDecorator =>
  Filter({ type: 'integer', minimum: 1 }, parseIntegerId, '$property must be an integer id');

/** A UUID. */
export const UuidFilter = (): PropertyDecorator =>
  Filter(
    { type: 'string', format: 'uuid' },
    (text) => (isUuid(text) ? text.toLowerCase() : null),
    '$property must be a UUID',
  );

/** A phone number in any notation, read as `+254712345678`. */
export const PhoneFilter = (): PropertyDecorator =>
  Filter(
    { type: 'string', description: 'In any notation.' },
    (text) => parseEastAfrican(text)?.e164 ?? null,
    'Invalid phone number format',
  );

/** An M-Pesa receipt, read in capitals, as receipts are stored. */
export const ReceiptFilter = (): PropertyDecorator =>
  Filter(
    { type: 'string', description: 'The M-Pesa receipt.', examples: ['TDL4X5Y6Z7'] },
    readReceipt,
    '$property must be a receipt such as TDL4X5Y6Z7',
  );

/** A MAC address in any usual notation, read as `AA:BB:CC:DD:EE:FF`. */
export const MacFilter = (): PropertyDecorator =>
  Filter(
    { type: 'string', description: "The device's MAC address, in any usual notation." },
    (text) => normaliseMac(text) || null,
    '$property must be a MAC address',
  );

/** The earliest time, included. @param what what has this time, such as `Made` */
export const FromFilter = (what: string): PropertyDecorator =>
  Filter(
    { ...A_TIME_SHOWN, description: `${what} then or later. A day begins at 00:00 UTC.` },
    (text) => parseSpan(text)?.start ?? null,
    A_TIME,
  );

/** The latest time, excluded. @param what what has this time, such as `Made` */
export const ToFilter = (what: string): PropertyDecorator =>
  Filter(
    { ...A_TIME_SHOWN, description: `${what} before then. A day counts in full.` },
    (text) => parseSpan(text)?.end ?? null,
    A_TIME,
  );

function readReceipt(text: string): string | null {
  const receipt = text.trim().toUpperCase();
  return /^[\x21-\x7e]{1,100}$/.test(receipt) ? receipt : null;
}
