/** The media types that bodies are parsed as. */
const READ = ['application/json', 'application/x-www-form-urlencoded'];

/**
 * The spellings of UTF-8 in use, and ASCII, which is part of it. No character set means UTF-8 too.
 */
const UTF_8 = /^(utf[-_ ]?8(mb4)?|(us-)?ascii|)$/i;

/** The character set of a media type, in any notation. */
const CHARSET = /;\s*charset\s*=\s*(["']?)([^"';]*)\1\s*(?=;|$)/i;

/**
 * A `Content-Type` as body parsers understand it: for a supported type, the type and any character
 * set other than UTF-8. Other types are unchanged.
 */
export function plainMediaType(contentType: string): string {
  const [type = ''] = contentType.split(';', 1);
  const known = READ.find((each) => each === type.trim().toLowerCase());
  if (known === undefined) return contentType;
  const charset = CHARSET.exec(contentType)?.[2]?.trim() ?? '';
  return UTF_8.test(charset) ? known : `${known}; charset=${charset}`;
}
