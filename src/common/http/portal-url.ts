/** The longest address of a portal, in characters. */
export const MAX_PORTAL_URL_LENGTH = 500;

/**
 * The address of the portal of a router on this server.
 * @param base the address of the server for customers, without a slash at its end
 */
export const hostedPortalUrl = (base: string, slug: string): string => `${base}/portal/${slug}`;

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
