/** The characters that mean themselves in a text of RouterOS, also when it is pasted. */
const PLAIN = /^[A-Za-z0-9 ._,:;/@+=*-]$/;

/**
 * A text in quotes, as a script of RouterOS reads it. Every other byte is written as its number: the
 * quotation mark ends a text, `$` is a variable, `\` escapes, `?` shows help when it is pasted, and the
 * end of a line would start another command.
 */
export function quoted(text: string): string {
  const characters = Array.from(text, (character) =>
    PLAIN.test(character) ? character : escaped(character),
  );
  return `"${characters.join('')}"`;
}

const escaped = (character: string): string =>
  [...Buffer.from(character, 'utf8')]
    .map((byte) => `\\${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');

/** A comment of a script, on one line. */
export const comment = (text: string): string =>
  `# ${Array.from(text, (character) => (PLAIN.test(character) ? character : '_')).join('')}`;
