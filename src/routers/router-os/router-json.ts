/** An escape, a backslash that begins none, a quotation mark, or a control character. */
const TOKENS = /\\\P{Cc}|[\\"]|\p{Cc}/gu;

/**
 * Parses the JSON of RouterOS. Its strings, such as the host name of a device, can contain control
 * characters that are not escaped.
 * @throws SyntaxError when it is not JSON even then
 */
export function parseRouterJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return JSON.parse(withControlsEscaped(text));
  }
}

function withControlsEscaped(text: string): string {
  let isInString = false;
  return text.replace(TOKENS, (token) => {
    if (token === '"') isInString = !isInString;
    if (token.length > 1 || token === '"' || !isInString) return token;
    if (token === '\\') return '\\\\';
    return `\\u${token.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
