import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type Page } from './pages.js';
import { renderPage } from './render.js';
import { aFrame, EXAMPLES, LOOK } from './testing/examples.js';

/** Texts that try to leave where they stand. */
const texts = fc.oneof(
  fc.constantFrom(
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)',
    '</title><script>alert(1)</script>',
    '</style></script><img src=x onerror=alert(1)>',
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    '<!--',
    ']]>',
    '&quot;&lt;',
    '${alert(1)}',
    '\u2028\u0000\ud800',
    '{{7*7}}',
  ),
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('<', '>', '"', "'", '&', '=', '/', '`', ' ', '\n', 'a', '-', '!'),
  }),
);

/** Replaces every text in a page but its words of choice, such as `kind`. */
function withTexts(value: unknown, text: string, key = ''): unknown {
  if (typeof value === 'string') return CHOICES.includes(key) ? value : text;
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map((each) => withTexts(each, text));
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      key === 'fields' ? text : name,
      withTexts(each, text, name),
    ]),
  );
}
const CHOICES = ['kind', 'step', 'access', 'state', 'fault'];

/** The tags of a document with the names of their attributes: what a browser acts on. */
const structure = (document: string): readonly string[] =>
  [...document.matchAll(/<([a-z!/][^\s>"]*)((?:[^<>"]|"[^"]*")*)>/gi)].map(
    ([, tag = '', attributes = '']) => `${tag} ${attributes.replace(/"[^"]*"/g, '')}`,
  );

/** URLs that a browser would follow, load or send to. */
const addresses = (document: string): readonly string[] =>
  [...document.matchAll(/ (?:href|src|action)="([^"]*)"/g)].map(([, address = '']) => address);

const SAFE =
  /^(?:#|https?:\/\/[^\s"]*|\/(?![/\\])[^\s"]*|tel:\+?\d*|data:image\/[a-z]+;base64,[A-Za-z0-9+/=]*)$/i;

describe('the texts of operators and customers', () => {
  it.each(EXAMPLES)('stay texts on the page %s', (_name, page) => {
    const usual = rendered(page, 'a');
    fc.assert(
      fc.property(texts, (text) => {
        const document = rendered(page, text);
        expect(structure(document)).toEqual(structure(usual));
        expect(addresses(document).filter((address) => !SAFE.test(address))).toEqual([]);
        expect(document.match(/<script>/g)).toHaveLength(1);
      }),
      { numRuns: 25 },
    );
  });

  function rendered(page: Page, text: string): string {
    const look = { ...LOOK, name: text, notice: text, supportPhone: text, termsUrl: text };
    const frame = aFrame({
      look: { ...look, colour: text },
      urls: { home: text, alreadyPaid: text, otherLanguage: text },
    });
    return renderPage(withTexts(page, text) as Page, frame);
  }
});
