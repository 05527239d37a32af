import { describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { LANGUAGES } from './pages.js';
import { renderPage } from './render.js';
import { aFrame, example, EXAMPLES } from './testing/examples.js';

describe.each(LANGUAGES)('in the language %s', (language) => {
  it.each(EXAMPLES)('renders the page %s', (_name, page) => {
    const document = renderPage(page, aFrame({ language }));
    expect(document).toMatch(new RegExp(`^<!doctype html><html lang="${language}">`));
    expect(document).toContain('href="tel:0712345678"');
    expect(document).toMatch(/<h1>[^<]+<\/h1>/);
    expect(document).not.toMatch(/undefined|\[object|NaN|null</);
  });
});

describe('the first page', () => {
  const page = renderPage(example('packages'), aFrame());

  it('has ten packages and at most 10 kB, compressed', () => {
    expect(page.match(/<li>/g)).toHaveLength(10);
    expect(gzipSync(page).length).toBeLessThan(10_000);
  });

  it('loads nothing besides itself', () => {
    expect(page).not.toMatch(/<link|\ssrc="|@import|url\(/);
  });
});

describe('every page', () => {
  const documents = EXAMPLES.map(([name, page]) => [name, renderPage(page, aFrame())] as const);

  it.each(documents)('has no class names that ad blockers hide: %s', (_name, document) => {
    const classes = [...document.matchAll(/ class="([^"]*)"/g)].flatMap(([, names = '']) =>
      names.split(' '),
    );
    expect(classes.filter((name) => /^ad|banner|promo|popup|sponsor|track/.test(name))).toEqual([]);
  });

  it.each(documents)('opens no window and asks for no PIN: %s', (_name, document) => {
    expect(document).not.toMatch(/target=|<iframe|type="password"|name="pin"/i);
  });

  it.each(documents)('refreshes without a script only: %s', (_name, document) => {
    expect(document.replace(/<noscript>.*?<\/noscript>/, '')).not.toContain('http-equiv');
  });
});

describe('pages that wait', () => {
  it.each(['waiting', 'paid_router_away', 'outcome_unknown', 'server_restarting'] as const)(
    'load again without a script, and have a line that is read aloud: %s',
    (name) => {
      const page = renderPage(example(name), aFrame());
      expect(page).toContain('<noscript><meta http-equiv="refresh" content="5"');
      expect(page).toMatch(/role="status"/);
    },
  );

  it('tell the script what to ask', () => {
    expect(renderPage(example('waiting'), aFrame())).toContain(
      'data-live="/portal/k3v9x2m7q4tz/s.f00dfeed/state" data-version="7"',
    );
  });
});

describe('a page after which a second payment would be a mistake', () => {
  it.each(['outcome_unknown', 'in_review'] as const)('offers no package: %s', (name) => {
    const page = renderPage(example(name), aFrame());
    expect(page).toContain('Do not pay again.');
    expect(page).not.toMatch(/See packages|Try again<|Buy/);
  });
});

describe('the page of a payment that was found by the device', () => {
  it('says nothing about it', () => {
    const page = renderPage(example('device_payment'), aFrame());
    expect(page).not.toMatch(/KSh|One hour|0712 345 678<\/p>|class="code"/);
  });
});
