const LONGEST_PATH = 200;
/** The first word of every command: a menu such as `ip`, or a command such as `ping`. */
const MENU = /^[a-z0-9-]+$/i;
/**
 * A further menu word, or the id or name of a row: any printable text without spaces at its ends.
 * What has a meaning in addresses is left out, so that a query or an escape is refused and not
 * looked for as a name; rows with such names are reached by their ids.
 */
const NAME = /^(?! )[^\p{C}\p{Zl}\p{Zp}/\\?#%]+(?<! )$/u;
const ONLY_DOTS = /^\.+$/;

/**
 * A command as the path below `/rest/`: `ip/hotspot/active`, also with slashes around it as the
 * console writes it. Names of rows are written as they are, not escaped. Null for what could lead
 * out of there or is no path: an address, `..`, a query, an escape, an empty part.
 */
export function parseCommandPath(text: string): string | null {
  if (text.length > LONGEST_PATH || !text.isWellFormed()) return null;
  const path = text.replace(/^\/|\/$/g, '');
  const [menu = '', ...names] = path.split('/');
  const fits = MENU.test(menu) && names.every((name) => NAME.test(name) && !ONLY_DOTS.test(name));
  return fits ? path : null;
}

/** The same path as it is sent: percent-encoded but for `@` and `:`, which a path may hold. */
export const encodeCommandPath = (path: string): string =>
  path
    .split('/')
    .map((part) => encodeURIComponent(part).replaceAll('%40', '@').replaceAll('%3A', ':'))
    .join('/');
