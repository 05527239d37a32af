/** Deeper than any provider's event; a hostile body must not exhaust the stack. */
const MAX_DEPTH = 16;

/**
 * A parsed JSON value in a form that PostgreSQL's `jsonb` takes: it refuses NUL and lone
 * surrogates, both of which JSON allows. What is nested too deep is cut off.
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

/** Text with what PostgreSQL cannot hold replaced by U+FFFD. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** Whether a parsed body is an object, not an array, text or null. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
