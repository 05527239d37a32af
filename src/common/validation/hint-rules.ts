import { Transform, type TransformFnParams } from 'class-transformer';
import { Allow } from 'class-validator';
import { mustBeOneOf } from '../http/path-words.js';
import { normaliseIp } from '../network/ip-address.js';
import { normaliseMac } from '../network/mac-address.js';
import { described } from '../openapi/field-schema.js';
import { custom } from './rules.js';

/**
 * The placeholders that templates leave when a value is missing: `$(mac)`, `$clientmac`, `{{ mac
 * }}`.
 */
const PLACEHOLDER = /^\s*(?:[$<]|\{[{%]|%\w+%)/;

/**
 * A hint that was given but cannot be read. It counts as absent, and the response has a warning.
 */
export class UnreadableHint {
  /** @param warning a sentence for the caller, which does not repeat the value */
  constructor(readonly warning: string) {}
}

/** An optional addition to a request. An unreadable hint never fails the request. */
export type Hint<T> = T | UnreadableHint;

/** Returns the value of a hint. @param absent the value for a hint that cannot be read */
export const hintOr = <T>(hint: Hint<T>, absent: T): T =>
  hint instanceof UnreadableHint ? absent : hint;

/** The warnings about all unreadable hints of a request, in the order of its fields. */
export const warningsOf = (request: object): readonly string[] =>
  Object.values(request).flatMap((value) =>
    value instanceof UnreadableHint ? [value.warning] : [],
  );

/** A MAC address as a hint, in any usual notation, read as `AA:BB:CC:DD:EE:FF`. */
export const IsMacHint = (): PropertyDecorator =>
  addressHint(normaliseMac, 'a MAC address', 'A MAC address in any usual notation.');

/** An IPv4 or IPv6 address as a hint. */
export const IsIpHint = (): PropertyDecorator =>
  addressHint(normaliseIp, 'an IPv4 or IPv6 address', 'An IPv4 or IPv6 address.');

/**
 * One of a few words, or nothing: empty text and an unfilled placeholder count as absent. Any other
 * word is rejected, because its meaning is unknown.
 * @param absent the word that applies when there is none
 */
export const IsWordHint = (words: readonly string[], absent: string): PropertyDecorator =>
  described(
    {
      anyOf: [
        { type: 'string', enum: words },
        { type: 'string', enum: [''] },
        { type: 'string', pattern: PLACEHOLDER.source },
      ],
      description: `One of: ${words.join(', ')}. Empty and an unfilled placeholder count as absent.`,
    },
    Transform(({ key, value }: TransformFnParams): unknown => {
      if (value === undefined || value === '') return absent;
      return typeof value === 'string' && PLACEHOLDER.test(value)
        ? new UnreadableHint(`${key} was not filled in and was taken as ${absent}`)
        : value;
    }),
    custom(
      'isWordHint',
      (value) =>
        value instanceof UnreadableHint || (typeof value === 'string' && words.includes(value)),
      mustBeOneOf('$property', words),
    ),
  );

function addressHint(
  normalise: (text: string) => string | null,
  what: string,
  description: string,
): PropertyDecorator {
  return described(
    {
      anyOf: [{ type: 'string' }, {}],
      description: `${description} What cannot be read counts as absent.`,
    },
    Allow(),
    Transform(({ key, value }: TransformFnParams): unknown => {
      if (value === undefined) return '';
      const address = typeof value === 'string' ? normalise(value) : null;
      return address ?? new UnreadableHint(`${key} could not be read as ${what} and was left out`);
    }),
  );
}
