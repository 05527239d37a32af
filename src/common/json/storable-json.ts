/** Deeper than any provider's event. A hostile body must not exhaust the stack. */
const MAX_DEPTH = 16;

/**
 * Returns a parsed JSON value that PostgreSQL's `jsonb` accepts: without NUL and lone surrogates,
 * both of which JSON allows. Values nested too deep are cut off.
 */
export function storableJson(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return storableText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '[nested too deep]';
  if (Array.isArray(value)) return value.map((item) => storableJson(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [storableText(key), storableJson(item, depth + 1)]),
  );
}

/** Replaces characters that PostgreSQL cannot store by U+FFFD. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** Whether a parsed body is an object and not an array, text or null. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
