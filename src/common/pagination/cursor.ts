import { parseIntegerId } from '../ids/integer-id.js';
import { isAnyUuid } from '../ids/uuid.js';

/** Twice the length of the longest position. Longer text is rejected. */
const MAX_CURSOR_LENGTH = 200;

/**
 * A `timestamptz` as PostgreSQL prints it, or in ISO 8601: at most microseconds, always an offset.
 */
const TIMESTAMP =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.\d{1,6})?(?:Z|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)$/;

/** The position of a row in a list ordered by `(created_at, id)`. */
export interface Position {
  /**
   * `created_at` as the database prints it, with microseconds. A `Date` has only milliseconds, and
   * a rounded position would skip or repeat rows.
   */
  readonly at: string;
  /** A UUID, or an integer id as text. */
  readonly id: string;
}

/** `next` leads to older rows, `previous` to newer ones. */
export type Direction = 'next' | 'previous';

/** A position, which is not part of the page itself, and the direction to read from there. */
export interface Cursor extends Position {
  readonly direction: Direction;
}

/**
 * Encodes a cursor as opaque text for a URL.
 *
 * @throws {RangeError} when {@link decodeCursor} would reject the position.
 */
export function encodeCursor({ at, id }: Position, direction: Direction): string {
  if (!isTimestamp(at) || !isRowId(id)) {
    throw new RangeError('A position is a timestamp with offset and a UUID or integer id.');
  }
  return Buffer.from([direction, at, id].join('|')).toString('base64url');
}

/**
 * Reads a cursor made by {@link encodeCursor}. Returns null for anything else, because the database
 * would answer a forged position with an error.
 *
 * @param isId checks the ids of this list: `isUuid` for a list whose key is a UUID
 */
export function decodeCursor(
  text: unknown,
  isId: (id: string) => boolean = isRowId,
): Cursor | null {
  if (typeof text !== 'string' || text.length > MAX_CURSOR_LENGTH) return null;

  const [direction, at = '', id = ''] = Buffer.from(text, 'base64url').toString().split('|');
  if (direction !== 'next' && direction !== 'previous') return null;
  if (!isTimestamp(at) || !isRowId(id) || !isId(id)) return null;

  // The decoder ignores unknown characters, so only the exact spelling of ours is accepted.
  return encodeCursor({ at, id }, direction) === text ? { at, id, direction } : null;
}

function isRowId(id: string): boolean {
  return isAnyUuid(id) || parseIntegerId(id) !== null;
}

/** Also rejects dates that do not exist, such as 30 February, as PostgreSQL does. */
function isTimestamp(text: string): boolean {
  const fields = TIMESTAMP.exec(text)?.slice(1).map(Number);
  if (fields === undefined) return false;

  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields;
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const [dateText = '', timeText = ''] = date.toISOString().split(/[T.]/);
  return text.startsWith(dateText) && text.slice(dateText.length + 1).startsWith(timeText);
}
