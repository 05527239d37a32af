/** The media types that bodies are read as. */
const READ = ['application/json', 'application/x-www-form-urlencoded'];

/** UTF-8 in the spellings that are about, and what is a part of it; with none it is UTF-8 too. */
const UTF_8 = /^(utf[-_ ]?8(mb4)?|(us-)?ascii|)$/i;

/** The character set that a media type names, however it is put down. */
const CHARSET = /;\s*charset\s*=\s*(["']?)([^"';]*)\1\s*(?=;|$)/i;

/**
 * A `Content-Type` as the parsers of bodies understand it: of a type that is read, the type and a
 * character set other than UTF-8. Any other type is left as it is.
 */
export function plainMediaType(contentType: string): string {
  const [type = ''] = contentType.split(';', 1);
  const known = READ.find((each) => each === type.trim().toLowerCase());
  if (known === undefined) return contentType;
  const charset = CHARSET.exec(contentType)?.[2]?.trim() ?? '';
  return UTF_8.test(charset) ? known : `${known}; charset=${charset}`;
}
