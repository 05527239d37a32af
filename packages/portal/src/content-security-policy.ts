import { createHash } from 'node:crypto';
import { accentStyle } from './accent-style.js';
import { SCRIPT, STYLE } from './assets.js';
import { type Look } from './pages.js';

const hash = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const SCRIPT_HASH = hash(SCRIPT);
const STYLE_HASH = hash(STYLE);

/**
 * The Content-Security-Policy of the pages of one operator. Script and style run by their hashes;
 * forms go to the portal alone, so that no form can be led to the router (a link has to be used).
 */
export const contentSecurityPolicy = (look: Look): string =>
  [
    "default-src 'none'",
    `script-src ${SCRIPT_HASH}`,
    `style-src ${STYLE_HASH} ${hash(accentStyle(look))}`,
    'img-src data:',
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
