const INTEGER = /^[1-9]\d*$/;

/** The maximum of PostgreSQL's `integer`. A larger id would be an error of the database. */
const MAX_ID = 2_147_483_647;

/**
 * Reads an integer id from a path, a query or a body: `2`, or `"2"` as portals read it from HTML.
 * Returns null for anything else, including `"02"`, `" 2"` and `2.5`.
 */
export function parseIntegerId(value: unknown): number | null {
  const id = typeof value === 'string' && INTEGER.test(value) ? Number(value) : value;
  if (typeof id !== 'number' || !Number.isInteger(id)) return null;
  return id >= 1 && id <= MAX_ID ? id : null;
}

/** Whether the text is such an id. */
export const isIntegerId = (text: string): boolean => parseIntegerId(text) !== null;
