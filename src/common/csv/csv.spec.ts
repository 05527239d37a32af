import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CsvValue, csvTable } from './csv.js';

const table = csvTable<readonly CsvValue[]>([
  { name: 'first', value: ([first = null]) => first },
  { name: 'second_one', value: ([, second = null]) => second },
]);
const cell = (value: CsvValue): string => table.line(['x', value]).slice(2, -2);

/** Reads one line as RFC 4180 says. */
function readLine(line: string): string[] {
  const cells: string[] = [];
  let [cell, isQuoted] = ['', false];
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (isQuoted && char === '"' && line.charAt(at + 1) === '"') {
      cell += '"';
      at += 1;
    } else if (char === '"') {
      isQuoted = !isQuoted;
    } else if (!isQuoted && (char === ',' || line.slice(at) === '\r\n')) {
      cells.push(cell);
      cell = '';
      if (char === '\r') break;
    } else {
      cell += char;
    }
  }
  return cells;
}

const withoutApostrophes = (text: string): string => text.replaceAll("'", '');

describe('a table as CSV', () => {
  it('begins with a byte order mark and the names of its columns', () => {
    expect(table.header).toBe('\uFEFFfirst,second_one\r\n');
  });

  it('ends each line with a carriage return and a line feed', () => {
    expect(table.line(['a', 'b'])).toBe('a,b\r\n');
  });

  it.each<[CsvValue, string]>([
    ['plain', 'plain'],
    ['Mama Njeri Café', 'Mama Njeri Café'],
    ['a,b', '"a,b"'],
    ['say "hello"', '"say ""hello"""'],
    ['two\r\nlines', '"two\r\nlines"'],
    ['one;two', '"one;two"'],
    [' padded ', '" padded "'],
    ['', ''],
    [null, ''],
    [0, '0'],
    [-3.5, '-3.5'],
    [true, 'true'],
    ['50.00', '50.00'],
    ['-50.00', '-50.00'],
    ['0712345678', '0712345678'],
  ])('writes %j as %j', (value, written) => {
    expect(cell(value)).toBe(written);
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['+254712345678', "'+254712345678"],
    ['-1+1', "'-1+1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', '"\'\t\'=1"'],
    ['\rx', '"\'\rx"'],
    ['  =1', "'  =1"],
    ['\u00a0=1', "'\u00a0=1"],
    ['＝1', "'＝1"],
    ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
    ['=1,2', '"\'=1,2"'],
    ['One day;=1+1;', '"One day;\'=1+1;"'],
    ['One day;  =1;+2', '"One day;  \'=1;\'+2"'],
    ['One day;"=1+1"', '"One day;""\'=1+1"""'],
    ['One day\t@SUM(A1)', '"One day\t\'@SUM(A1)"'],
    ['One day\r\n-1+1', '"One day\r\n\'-1+1"'],
    ['=1;＝2', '"\'=1;\'＝2"'],
  ])('keeps %j text in a spreadsheet', (value, written) => {
    expect(cell(value)).toBe(written);
  });

  it('gives every text back, and none that a spreadsheet calculates', () => {
    const risky = fc.string({
      unit: fc.constantFrom('=', '-', '@', '\t', '\r', '\n', '"', ',', ';', ' ', "'", 'x'),
    });
    fc.assert(
      fc.property(fc.oneof(risky, fc.string({ unit: 'grapheme' })), risky, (first, second) => {
        const line = table.line([first, second]);
        const cells = readLine(line);
        expect(cells).toHaveLength(2);
        expect(cells.map(withoutApostrophes)).toEqual([first, second].map(withoutApostrophes));
        for (const part of line.split(/[;\t\r\n]/).slice(1)) {
          expect(part).not.toMatch(/^[\s"]*[=+\-@＝＋－＠]/u);
        }
        for (const text of cells) {
          if (/^-?\d+(\.\d+)?$/.test(text)) continue;
          expect(text.trimStart()).not.toMatch(/^[=+\-@＝＋－＠]/u);
          expect(text).not.toMatch(/^[\t\r\n]/);
        }
      }),
    );
  });

  it.each([[['Amount']], [['amount-due']], [['1st']], [['a', 'a']], [['']]])(
    'does not take the names %j',
    (names) => {
      expect(() => csvTable(names.map((name) => ({ name, value: () => null })))).toThrow(
        'Not the name of a column',
      );
    },
  );
});
