import { Transform, type TransformFnParams } from 'class-transformer';
import { NotEquals, ValidateIf } from 'class-validator';
import { mustBeOneOf } from '../http/path-words.js';
import { parseIntegerId } from '../ids/integer-id.js';
import { isUuid } from '../ids/uuid.js';
import { normaliseMac } from '../network/mac-address.js';
import { described, Optional } from '../openapi/field-schema.js';
import { type Schema } from '../openapi/schema.js';
import { parseEastAfrican } from '../phone/phone.js';
import { parseSpan, type Span } from '../time/span.js';
import { DEFAULT_ZONE, parseZone } from '../time/zone.js';

const A_TIME =
  '$property must be a day (2026-01-31) or a time with its offset (2026-01-31T08:00:00Z)';

const A_TIME_SHOWN: Schema = { type: 'string', examples: ['2026-01-31', '2026-01-31T08:00:00Z'] };

/** A query as it was sent: repeated parameters are lists. */
type SentQuery = Readonly<Record<string, unknown>>;

/**
 * A filter in a query. Empty means absent, because forms send fields that nobody has filled in.
 * @param read returns null for an invalid value
 */
export const Filter = (
  schema: Schema,
  read: (text: string, query: SentQuery) => unknown,
  message: string,
): PropertyDecorator =>
  described(
    schema,
    Optional(),
    Transform(({ value, obj }: TransformFnParams): unknown => {
      if (value === undefined || value === '') return undefined;
      return typeof value === 'string' ? read(value, obj as SentQuery) : null;
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

/** `tz`: the time zone whose days `from` and `to` of the same query mean. */
export const ZoneFilter = (): PropertyDecorator =>
  Filter(
    {
      type: 'string',
      description: `The IANA time zone of the days in \`from\` and \`to\`; \`${DEFAULT_ZONE}\` unless given.`,
      examples: [DEFAULT_ZONE],
    },
    parseZone,
    `$property must be a time zone such as ${DEFAULT_ZONE}`,
  );

/** The earliest time, included. @param what what has this time, such as `Made` */
export const FromFilter = (what: string): PropertyDecorator =>
  Filter(
    { ...A_TIME_SHOWN, description: `${what} then or later. A day begins in \`tz\`.` },
    (text, query) => spanOf(text, query)?.start ?? null,
    A_TIME,
  );

/** The latest time, excluded. @param what what has this time, such as `Made` */
export const ToFilter = (what: string): PropertyDecorator =>
  Filter(
    { ...A_TIME_SHOWN, description: `${what} before then. A day of \`tz\` counts in full.` },
    (text, query) => spanOf(text, query)?.end ?? null,
    A_TIME,
  );

/** Reads a bound in the time zone of its query. One that does not exist is the error of `tz`. */
function spanOf(text: string, { tz }: SentQuery): Span | null {
  const zone = typeof tz === 'string' ? parseZone(tz) : null;
  return parseSpan(text, zone ?? DEFAULT_ZONE);
}

function readReceipt(text: string): string | null {
  const receipt = text.trim().toUpperCase();
  return /^[\x21-\x7e]{1,100}$/.test(receipt) ? receipt : null;
}
