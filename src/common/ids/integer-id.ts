const INTEGER = /^[1-9]\d*$/;

/** The largest value of PostgreSQL's `integer`; a larger one would be an error of the database. */
const MAX_ID = 2_147_483_647;

/**
 * Reads the id of a row with an integer key from a path, a query or a body: `2`, or `"2"` as
 * portals read it from HTML. Anything else, `"02"`, `" 2"` and `2.5` included, gives null.
 */
export function parseIntegerId(value: unknown): number | null {
  const id = typeof value === 'string' && INTEGER.test(value) ? Number(value) : value;
  if (typeof id !== 'number' || !Number.isInteger(id)) return null;
  return id >= 1 && id <= MAX_ID ? id : null;
}

/** Whether text is such an id. */
export const isIntegerId = (text: string): boolean => parseIntegerId(text) !== null;
