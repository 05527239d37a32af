import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { comment, quoted } from './router-os-text.js';

/** Reads a text of RouterOS as its terminal does. */
function read(text: string): string {
  const inside = /^"([^"]*)"$/.exec(text)?.[1];
  if (inside === undefined) throw new Error(`not one text: ${text}`);
  const bytes = inside.replace(/\\([0-9A-F]{2})|[\s\S]/g, (found, hex?: string) =>
    hex === undefined ? encodeURIComponent(found) : `%${hex}`,
  );
  return decodeURIComponent(bytes);
}

describe('a text in a script', () => {
  it('shows plain characters as they are', () => {
    expect(quoted('Mama Njeri 2, upstairs')).toBe('"Mama Njeri 2, upstairs"');
  });

  it.each([
    ['"; /system reset-configuration; "', '\\22; /system reset-configuration; \\22'],
    ['$secret $(cmd)', '\\24secret \\24\\28cmd\\29'],
    ['a\\b', 'a\\5Cb'],
    ['one\r\n/user remove admin', 'one\\0D\\0A/user remove admin'],
    ['really?', 'really\\3F'],
    ['[/user get 0]', '\\5B/user get 0\\5D'],
    ['Café', 'Caf\\C3\\A9'],
  ])('keeps %j a text', (text, inside) => {
    expect(quoted(text)).toBe(`"${inside}"`);
    expect(read(quoted(text))).toBe(text);
  });

  it('is read back, and is one line of printable characters, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const script = quoted(text);
        expect(script).toMatch(/^"[ -~]*"$/);
        expect(script.slice(1, -1)).not.toMatch(/["$?[\](){}]/);
        expect(read(script)).toBe(text);
      }),
    );
  });

  it('that is a comment stays one', () => {
    expect(comment('Router 1, "Café"\n/user remove admin \\')).toBe(
      '# Router 1, _Caf___/user remove admin _',
    );
  });
});
