const LONGEST_PATH = 200;
/** Menu words, names of rows and RouterOS's row ids such as `*1A`. */
const SEGMENT = /^[A-Za-z0-9*_.@-]+$/;
const ONLY_DOTS = /^\.+$/;

/**
 * A command as the path below `/rest/`: `ip/hotspot/active`, also with slashes around it as the
 * console writes it. Null for what could lead out of there or is no path: an address, `..`, a
 * query, an escape, an empty part.
 */
export function parseCommandPath(text: string): string | null {
  if (text.length > LONGEST_PATH) return null;
  const path = text.replace(/^\/|\/$/g, '');
  const fits = path
    .split('/')
    .every((segment) => SEGMENT.test(segment) && !ONLY_DOTS.test(segment));
  return fits ? path : null;
}
