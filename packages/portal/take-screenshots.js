/**
 * Takes pictures of the example pages, after `npm run build:packages`. Needs a Chromium (see
 * CHROMIUM_PATH).
 *
 *   node packages/portal/take-screenshots.js FOLDER [NAME…]   every page, to look at
 *   node packages/portal/take-screenshots.js --docs           the few pictures in docs/images
 */
import { Buffer } from 'node:buffer';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { chromium } from 'playwright-core';
import { findChromium } from '../../test/support/find-programs.js';
import { renderPage } from './dist/index.js';
import { aFrame, EXAMPLES } from './dist/testing/examples.js';

const DOCS = join(import.meta.dirname, '..', '..', 'docs', 'images');
const PHONE = { language: 'en', colorScheme: 'light', width: 360 };
const SWAHILI_IN_THE_DARK = { ...PHONE, language: 'sw', colorScheme: 'dark' };
const WIDE = { ...PHONE, width: 1100 };

const [folder = 'screenshots', ...names] = process.argv.slice(2);
const executablePath = findChromium();
if (executablePath === null) throw new Error('No Chromium found: set CHROMIUM_PATH.');
const browser = await chromium.launch({
  executablePath,
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
const page = await browser.newPage({ javaScriptEnabled: false });

async function show(name, { language, colorScheme, width }) {
  const [, example] = EXAMPLES.find(([other]) => other === name) ?? [];
  await page.setViewportSize({ width, height: 640 });
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.setContent(renderPage(example, aFrame({ language })));
}

/** Takes a small picture of what a phone shows. */
async function takeForDocs(name, view, file) {
  await show(name, view);
  const session = await page.context().newCDPSession(page);
  const options = { format: 'webp', quality: 85 };
  const { data } = await session.send('Page.captureScreenshot', options);
  writeFileSync(join(DOCS, file), Buffer.from(data, 'base64'));
}

if (folder === '--docs') {
  mkdirSync(DOCS, { recursive: true });
  await takeForDocs('packages', PHONE, 'portal-packages.webp');
  await takeForDocs('waiting', PHONE, 'portal-waiting.webp');
  await takeForDocs('paid', PHONE, 'portal-paid.webp');
  await takeForDocs('connected', SWAHILI_IN_THE_DARK, 'portal-connected-swahili.webp');
} else {
  mkdirSync(folder, { recursive: true });
  const wanted = names.length > 0 ? names : EXAMPLES.map(([name]) => name);
  for (const name of wanted) {
    for (const view of [PHONE, SWAHILI_IN_THE_DARK, WIDE]) {
      const { language, colorScheme, width } = view;
      const file = `${name}-${language}-${colorScheme}-${width}.png`;
      await show(name, view);
      await page.screenshot({ path: join(folder, file), fullPage: true });
    }
  }
}
await browser.close();
