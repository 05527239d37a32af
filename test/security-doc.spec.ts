import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';

const text = readFileSync('docs/security.md', 'utf8');

/** A test that the page names, with the words that it quotes from its titles. */
interface NamedTest {
  readonly file: string;
  readonly quotes: readonly string[];
}

/** `e2e/name`, `integration/name`, `browser/name`, `src/….spec.ts` or `name.spec.ts`; then “titles”, if any. */
const NAMED =
  /`((?:e2e|integration|browser)\/[\w-]+|[\w./-]+\.spec\.ts)`((?:(?:,| and)? “[^”]+”)*)/g;

function fileOf(name: string): string {
  if (name.startsWith('e2e/')) return `test/${name}.e2e-spec.ts`;
  if (name.startsWith('integration/')) return `test/${name}.int-spec.ts`;
  if (name.startsWith('browser/')) return `test/${name}.browser-spec.ts`;
  return /^(src|test)\//.test(name) ? name : `test/${name}`;
}

const testsIn = (part: string): NamedTest[] =>
  [...part.matchAll(NAMED)].map(([, name = '', quoted = '']) => ({
    file: fileOf(name),
    quotes: [...quoted.matchAll(/“([^”]+)”/g)].map(([, quote = '']) => quote),
  }));

/** The rows of the tables of attacks: what is attacked, and the cell that names the tests. */
const attacks = text
  .slice(text.indexOf('## Attacks'), text.indexOf('## The security log'))
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (Attack|-+) /.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, attack = '', defence = '', proof = '']) => ({ attack, defence, tests: testsIn(proof) }));

describe('docs/security.md', () => {
  const named = testsIn(text);

  it('names tests that are there', () => {
    expect(named.length).toBeGreaterThan(60);
    expect(named.map(({ file }) => file).filter((file) => !existsSync(file))).toEqual([]);
  });

  it('quotes titles of the named tests', () => {
    const missing = named
      .filter(({ file }) => existsSync(file))
      .flatMap(({ file, quotes }) => {
        const source = readFileSync(file, 'utf8');
        return quotes.filter((quote) => !source.includes(quote)).map((quote) => ({ file, quote }));
      });
    expect(missing).toEqual([]);
  });

  it('names the defence against each attack, and quotes a test that proves it', () => {
    expect(attacks.length).toBeGreaterThan(30);
    const unproven = attacks.filter(
      ({ defence, tests }) => defence === '' || !tests.some(({ quotes }) => quotes.length > 0),
    );
    expect(unproven.map(({ attack }) => attack)).toEqual([]);
  });

  it('has no quotation that belongs to no test', () => {
    const quotesIn = (part: string): number => [...part.matchAll(/“/g)].length;
    const quotedByTests = named.reduce((sum, { quotes }) => sum + quotes.length, 0);
    const tables = text.slice(text.indexOf('## Attacks'));
    expect(quotedByTests).toBe(quotesIn(tables));
  });

  it('names every event of the security log', () => {
    const source = readFileSync('src/auth/security-events.ts', 'utf8');
    const events = [...source.matchAll(/^ {2}(\w+): \[\s*'(?:info|warn)'/gm)].map(
      ([, name]) => name,
    );
    expect(events.length).toBeGreaterThan(10);
    expect(events.filter((event) => !text.includes(`\`${event}\``))).toEqual([]);
  });
});
