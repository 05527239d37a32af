/** A condition of a query: one value, or several as `.proplist` takes them. */
type Condition = string | number | boolean | readonly string[];

/** Characters that RouterOS's own examples show unescaped, such as `?.proplist=address,disabled`. */
const LEFT_AS_THEY_ARE: Readonly<Record<string, string>> = { '%2C': ',', '%2F': '/', '%3A': ':' };

/** Whether data fits a query: flat values, or lists of strings. */
export const isQueryable = (
  data: Readonly<Record<string, unknown>>,
): data is Readonly<Record<string, Condition>> => Object.values(data).every(isCondition);

/**
 * Builds the query string of a GET. RouterOS requires all its conditions to hold.
 * @throws TypeError for data that is not {@link isQueryable}
 */
export function queryOf(data: Readonly<Record<string, unknown>>): string {
  if (!isQueryable(data)) throw new TypeError('Nested data does not fit into a query');
  const words = Object.entries(data).map(
    ([name, value]) => `${escaped(name)}=${escaped(String(value))}`,
  );
  return words.length === 0 ? '' : `?${words.join('&')}`;
}

const isCondition = (value: unknown): value is Condition =>
  ['string', 'number', 'boolean'].includes(typeof value) ||
  (Array.isArray(value) && value.every((item) => typeof item === 'string'));

const escaped = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(
    /%2C|%2F|%3A/g,
    (code) => LEFT_AS_THEY_ARE[code] ?? code,
  );
