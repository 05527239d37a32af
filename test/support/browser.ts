import { type Browser, chromium } from 'playwright-core';
import { HOTSPOT_HOST } from './hotspot.js';

/**
 * Starts the Chromium that `jest.config.js` has found, with minimal options.
 *
 * @param keepsPages whether it keeps pages that were left and shows them again on "back", as the
 *   browsers of people do; `goBack` of Playwright does not return then
 */
export function startBrowser({ keepsPages = false } = {}): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH'] ?? '';
  return chromium.launch({
    executablePath,
    ...(keepsPages && { ignoreDefaultArgs: ['--disable-back-forward-cache'] }),
    args: [
      `--host-resolver-rules=MAP ${HOTSPOT_HOST} 127.0.0.1`,
      // Chromium cannot use its sandbox as root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
}
