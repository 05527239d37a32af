import { describe, expect, it } from '@jest/globals';
import { LANGUAGES } from './pages.js';
import { renderPage } from './render.js';
import { aFrame, EXAMPLES } from './testing/examples.js';

describe.each(LANGUAGES)('in the language %s', (language) => {
  it.each(EXAMPLES)('renders the page %s', (_name, page) => {
    const document = renderPage(page, aFrame({ language }));
    expect(document).toMatch(new RegExp(`^<!doctype html><html lang="${language}">`));
    expect(document).toContain('href="tel:0712345678"');
    expect(document).toMatch(/<h1>[^<]+<\/h1>/);
    expect(document).not.toMatch(/undefined|\[object|NaN|null</);
  });
});
