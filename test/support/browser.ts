import { type Browser, chromium } from 'playwright-core';
import { HOTSPOT_HOST } from './hotspot.js';

/** Starts the Chromium that `jest.config.js` has found, with minimal options. */
export function startBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH'] ?? '';
  return chromium.launch({
    executablePath,
    args: [
      `--host-resolver-rules=MAP ${HOTSPOT_HOST} 127.0.0.1`,
      // Chromium cannot use its sandbox as root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
}
