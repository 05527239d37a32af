import { parseIntegerId } from '../ids/integer-id.js';
import { isUuid } from '../ids/uuid.js';

/** Twice what the longest position needs; longer text is not looked at. */
const MAX_CURSOR_LENGTH = 200;

/** A `timestamptz` as PostgreSQL prints it, or in ISO 8601; microseconds at most, always an offset. */
const TIMESTAMP =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.\d{1,6})?(?:Z|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)$/;

/** Where a row stands in a list ordered by `(created_at, id)`. */
export interface Position {
  /**
   * `created_at` as the database prints it, with its microseconds. A `Date` has only
   * milliseconds, and a position rounded to those skips or repeats rows.
   */
  readonly at: string;
  /** A UUID, or an integer id as text. */
  readonly id: string;
}

/** `next` goes on to older rows, `previous` back to newer ones. */
export type Direction = 'next' | 'previous';

/** A position, which is itself no part of the page, and which way to read from there. */
export interface Cursor extends Position {
  readonly direction: Direction;
}

/**
 * The opaque text of a cursor, fit for a URL.
 *
 * @throws {RangeError} when the position is none that {@link decodeCursor} would take.
 */
export function encodeCursor({ at, id }: Position, direction: Direction): string {
  if (!isTimestamp(at) || !isRowId(id)) {
    throw new RangeError('A position is a timestamp with offset and a UUID or integer id.');
  }
  return Buffer.from([direction, at, id].join('|')).toString('base64url');
}

/**
 * Reads a cursor that {@link encodeCursor} made. Gives null for all else, so that nothing a
 * client makes up reaches the database, which would answer it with an error.
 *
 * @param isId what the ids of this list look like, where not any id will do: `isUuid` for a
 * list whose key is a UUID
 */
export function decodeCursor(
  text: unknown,
  isId: (id: string) => boolean = isRowId,
): Cursor | null {
  if (typeof text !== 'string' || text.length > MAX_CURSOR_LENGTH) return null;

  const [direction, at = '', id = ''] = Buffer.from(text, 'base64url').toString().split('|');
  if (direction !== 'next' && direction !== 'previous') return null;
  if (!isTimestamp(at) || !isRowId(id) || !isId(id)) return null;

  // The decoder passes over characters it does not know; only our own spelling is a cursor.
  return encodeCursor({ at, id }, direction) === text ? { at, id, direction } : null;
}

function isRowId(id: string): boolean {
  return isUuid(id) || parseIntegerId(id) !== null;
}

/** Also refuses dates that do not exist, such as 30 February, as PostgreSQL does. */
function isTimestamp(text: string): boolean {
  const fields = TIMESTAMP.exec(text)?.slice(1).map(Number);
  if (fields === undefined) return false;

  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields;
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const [dateText = '', timeText = ''] = date.toISOString().split(/[T.]/);
  return text.startsWith(dateText) && text.slice(dateText.length + 1).startsWith(timeText);
}
