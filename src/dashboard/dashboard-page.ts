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
    // The preview of the portal, whose own policy lets nothing run.
    "frame-src 'self'",
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

/** What the page is told about the server. */
export interface PageFacts {
  readonly nonce: string;
  /** The path of the dashboard as the browser knows it, with a slash at its end. */
  readonly base: string;
  /** The address of the server as the world knows it. */
  readonly publicUrl: string;
  /** The address of the portal as customers know it, without a slash at its end. */
  readonly portalUrl: string;
  /** Whether test keys reach the simulators. */
  readonly hasSimulator: boolean;
}

/** Fills the gaps of the built page. */
export const filledPage = (page: string, facts: PageFacts): string =>
  page
    .replaceAll('{{nonce}}', facts.nonce)
    // An address that was parsed has no quotation marks.
    .replaceAll('{{publicUrl}}', new URL(facts.publicUrl).href)
    .replaceAll('{{portalUrl}}', new URL(facts.portalUrl).href)
    .replaceAll('{{simulator}}', facts.hasSimulator ? 'on' : 'off')
    .replaceAll('"./assets/', `"${facts.base}assets/`);
