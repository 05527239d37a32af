/** The longest address of a portal, in characters. */
export const MAX_PORTAL_URL_LENGTH = 500;

/**
 * Whether a text is the http or https address of a page, without user name, password or fragment.
 * A router adds parameters to it.
 */
export function isPortalUrl(text: string): boolean {
  const url = text.length <= MAX_PORTAL_URL_LENGTH ? URL.parse(text) : null;
  return (
    url !== null &&
    /^https?:\/\//i.test(text) &&
    url.hostname !== '' &&
    url.username === '' &&
    url.password === '' &&
    !text.includes('#') &&
    // A browser would drop or change these.
    !/[\s\\]/.test(text)
  );
}
