/**
 * Takes a picture of each example page, to look at: `node take-screenshots.js FOLDER [NAME…]`, after
 * `npm run build:packages`. Needs a Chromium (see CHROMIUM_PATH).
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { chromium } from 'playwright-core';
import { findChromium } from '../../test/support/find-programs.js';
import { renderPage } from './dist/index.js';
import { aFrame, EXAMPLES } from './dist/testing/examples.js';

const [folder = 'screenshots', ...names] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

const executablePath = findChromium();
if (executablePath === null) throw new Error('No Chromium found: set CHROMIUM_PATH.');
const browser = await chromium.launch({
  executablePath,
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
const VIEWS = [
  { language: 'en', colorScheme: 'light', width: 360 },
  { language: 'sw', colorScheme: 'dark', width: 360 },
  { language: 'en', colorScheme: 'light', width: 1100 },
];
for (const { language, colorScheme, width } of VIEWS) {
  const context = await browser.newContext({
    colorScheme,
    viewport: { width, height: 640 },
    javaScriptEnabled: false,
  });
  const page = await context.newPage();
  for (const [name, example] of EXAMPLES) {
    if (names.length > 0 && !names.includes(name)) continue;
    await page.setContent(renderPage(example, aFrame({ language })));
    await page.screenshot({
      path: join(folder, `${name}-${language}-${colorScheme}-${width}.png`),
      fullPage: true,
    });
  }
  await context.close();
}
await browser.close();
