/** The policy of the page: scripts of this server alone, and styles that carry the nonce. */
const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    // Positions of menus and widths of bars are attributes; they cannot load or run anything.
    "style-src-attr 'unsafe-inline'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

/** The headers of the page. It is never kept, because each answer has a nonce of its own. */
export const pageHeaders = (nonce: string): Readonly<Record<string, string>> => ({
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': contentSecurityPolicy(nonce),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'same-origin',
  'Cache-Control': 'no-store',
  Vary: 'Accept',
});

/**
 * Fills the gaps of the built page.
 * @param base the path of the dashboard as the browser knows it, with a slash at its end
 */
export const filledPage = (page: string, nonce: string, base: string): string =>
  page.replaceAll('{{nonce}}', nonce).replaceAll('"./assets/', `"${base}assets/`);
