import { type Browser, chromium } from 'playwright-core';
import { HOTSPOT_HOST } from './hotspot.js';

/** Starts the Chromium that `jest.config.js` has found, with nothing but what it needs. */
export function startBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH'] ?? '';
  return chromium.launch({
    executablePath,
    args: [
      `--host-resolver-rules=MAP ${HOTSPOT_HOST} 127.0.0.1`,
      // Chromium refuses to sandbox itself for root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
}
