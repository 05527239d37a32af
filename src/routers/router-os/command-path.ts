const MAX_PATH_LENGTH = 200;
/** The first word of every command: a menu such as `ip`, or a command such as `ping`. */
const MENU = /^[a-z0-9-]+$/i;
/**
 * A further menu word, or the id or name of a row: any printable text without spaces at its ends.
 * Characters with a meaning in URLs are refused, so that a query or an escape is no name. Rows with
 * such names can be addressed by id.
 */
const NAME = /^(?! )[^\p{C}\p{Zl}\p{Zp}/\\?#%]+(?<! )$/u;
const ONLY_DOTS = /^\.+$/;

/**
 * Parses a command into a path below `/rest/`: `ip/hotspot/active`, also with surrounding slashes as
 * in the console. Names of rows are not escaped. Null for an invalid path or one that could leave
 * `/rest/`: a URL, `..`, a query, an escape, an empty part.
 */
export function parseCommandPath(text: string): string | null {
  if (text.length > MAX_PATH_LENGTH || !text.isWellFormed()) return null;
  const path = text.replace(/^\/|\/$/g, '');
  const [menu = '', ...names] = path.split('/');
  const fits = MENU.test(menu) && names.every((name) => NAME.test(name) && !ONLY_DOTS.test(name));
  return fits ? path : null;
}

/** Percent-encodes the path, except `@` and `:`, which are allowed. */
export const encodeCommandPath = (path: string): string =>
  path
    .split('/')
    .map((part) => encodeURIComponent(part).replaceAll('%40', '@').replaceAll('%3A', ':'))
    .join('/');
