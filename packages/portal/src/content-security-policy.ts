import { createHash } from 'node:crypto';
import { accentStyle } from './accent-style.js';
import { SCRIPT, STYLE } from './assets.js';
import { type Look } from './pages.js';

const hash = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const SCRIPT_HASH = hash(SCRIPT);
const STYLE_HASH = hash(STYLE);

const styles = (look: Look): string => `style-src ${STYLE_HASH} ${hash(accentStyle(look))}`;

/**
 * The Content-Security-Policy of the pages of one operator. Script and style run by their hashes;
 * forms go to the portal alone, so that no form can be led to the router (a link has to be used).
 */
export const contentSecurityPolicy = (look: Look): string =>
  [
    "default-src 'none'",
    `script-src ${SCRIPT_HASH}`,
    styles(look),
    'img-src data:',
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/**
 * The policy of a preview: only a page of the same server shows it, and it has an origin of its own
 * (`sandbox`), so that nothing in it could reach that page, its storage or the API.
 */
export const previewContentSecurityPolicy = (look: Look): string =>
  [
    "default-src 'none'",
    styles(look),
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    'sandbox',
  ].join('; ');
