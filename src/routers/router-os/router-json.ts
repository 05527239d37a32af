/** An escape, a quotation mark, or a control character. */
const TOKENS = /\\.|"|\p{Cc}/gsu;

/**
 * Parses JSON as RouterOS writes it: texts that it was given, such as the host name of a device,
 * can hold control characters that JSON requires to be escaped.
 * @throws SyntaxError when it is not JSON otherwise either
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
    return `\\u${token.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
