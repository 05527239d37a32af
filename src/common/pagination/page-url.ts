/**
 * Returns the URL of another page of the same list.
 *
 * @param base the URL of the list without a query, absolute or only its path
 * @param query the query of the current request; filters are kept and the cursor is replaced
 * @param cursor the cursor of the other page; null for the first page
 */
export function pageUrl(
  base: string,
  query: Readonly<Record<string, unknown>>,
  cursor: string | null,
): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (name === 'cursor') continue;
    for (const text of texts(value)) parameters.append(name, text);
  }
  if (cursor !== null) parameters.append('cursor', cursor);
  return parameters.size === 0 ? base : `${base}?${parameters.toString()}`;
}

/** A parameter given several times arrives as a list. Values that are not text came from no URL. */
function texts(value: unknown): string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.flatMap((one) => {
    if (typeof one === 'string') return [one];
    return typeof one === 'number' || typeof one === 'boolean' ? [String(one)] : [];
  });
}
