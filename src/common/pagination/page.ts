import { type Cursor, encodeCursor, type Position } from './cursor.js';

/** The rows of a page when nobody asks for another number. */
export const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

/** A page of a list, newest first, with the URLs of its neighbours; null where there is none. */
export interface Page<T> {
  readonly results: readonly T[];
  readonly next: string | null;
  readonly previous: string | null;
}

/**
 * The page to read: its number of rows and where it begins. Without a cursor it is the newest page.
 */
export interface PageRequest {
  readonly limit: number;
  readonly cursor: Cursor | null;
}

/**
 * Reads `?limit=`: 50 when absent or empty, and at most 200. Returns null for anything other than a
 * whole number above zero.
 */
export function parseLimit(value: unknown): number | null {
  if (value === undefined || value === '') return DEFAULT_LIMIT;
  const isWhole = typeof value === 'number' ? Number.isInteger(value) : isDigits(value);
  const limit = isWhole ? Number(value) : 0;
  return limit >= 1 ? Math.min(limit, MAX_LIMIT) : null;
}

/**
 * Creates a page from the rows that were read for it.
 *
 * @param fetched up to `limit + 1` rows, nearest to the cursor first: newest first and older than
 * the cursor, or, for a `previous` cursor, oldest first and newer than it. The extra row only shows
 * that there are more.
 * @param positionOf returns the position of a row
 * @param linkTo returns the URL of the page at a cursor; for null, of the first page
 */
export function pageFrom<Row>(
  fetched: readonly Row[],
  { limit, cursor }: PageRequest,
  positionOf: (row: Row) => Position,
  linkTo: (cursor: string | null) => string,
): Page<Row> {
  const isBackwards = cursor?.direction === 'previous';
  const hasMore = fetched.length > limit;
  const kept = fetched.slice(0, limit);
  const results = isBackwards ? kept.reverse() : kept;

  const first = results.at(0);
  const last = results.at(-1);
  if (first === undefined || last === undefined) return emptyPage(cursor, linkTo);

  const next = linkTo(encodeCursor(positionOf(last), 'next'));
  const previous = linkTo(encodeCursor(positionOf(first), 'previous'));
  // On the side of the cursor there is at least the row that it was made from.
  return isBackwards
    ? { results, next, previous: hasMore ? previous : null }
    : { results, next: hasMore ? next : null, previous: cursor ? previous : null };
}

/** The page behind the link has no rows left, for example because they no longer match a filter. */
function emptyPage(cursor: Cursor | null, linkTo: (cursor: string | null) => string): Page<never> {
  if (cursor === null) return { results: [], next: null, previous: null };
  if (cursor.direction === 'previous') {
    // Nothing is newer than the row of the cursor, so the first page begins with it.
    return { results: [], next: linkTo(null), previous: null };
  }
  return { results: [], next: null, previous: linkTo(encodeCursor(cursor, 'previous')) };
}

function isDigits(value: unknown): boolean {
  return typeof value === 'string' && /^\d+$/.test(value);
}
