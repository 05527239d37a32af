import { type Cursor, encodeCursor, type Position } from './cursor.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

/** One page of a list, newest first, with the URLs of its neighbours; null where there is none. */
export interface Page<T> {
  readonly results: readonly T[];
  readonly next: string | null;
  readonly previous: string | null;
}

/** Which page is asked for: how many rows, and from where; no cursor means the newest. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor: Cursor | null;
}

/**
 * Reads `?limit=`: 50 when absent or empty, at most 200 whatever is asked for, and null for
 * what is no whole number above zero.
 */
export function parseLimit(value: unknown): number | null {
  if (value === undefined || value === '') return DEFAULT_LIMIT;
  const isWhole = typeof value === 'number' ? Number.isInteger(value) : isDigits(value);
  const limit = isWhole ? Number(value) : 0;
  return limit >= 1 ? Math.min(limit, MAX_LIMIT) : null;
}

/**
 * Makes a page out of the rows that were read for it.
 *
 * @param fetched up to `limit + 1` rows, the nearest to the cursor first: newest first and older
 * than the cursor, or, for a `previous` cursor, oldest first and newer than it. The one row too
 * many only tells that there are more.
 * @param positionOf where a row stands
 * @param linkTo the URL of the page at a cursor; of the first page for null
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
  // On the side we came from there is at least the row that the cursor was made of.
  return isBackwards
    ? { results, next, previous: hasMore ? previous : null }
    : { results, next: hasMore ? next : null, previous: cursor ? previous : null };
}

/** The rows that the link promised have gone since, for instance out of a filter. */
function emptyPage(cursor: Cursor | null, linkTo: (cursor: string | null) => string): Page<never> {
  if (cursor === null) return { results: [], next: null, previous: null };
  if (cursor.direction === 'previous') {
    // Nothing is newer than the cursor's row, so the first page begins with it.
    return { results: [], next: linkTo(null), previous: null };
  }
  return { results: [], next: null, previous: linkTo(encodeCursor(cursor, 'previous')) };
}

function isDigits(value: unknown): boolean {
  return typeof value === 'string' && /^\d+$/.test(value);
}
