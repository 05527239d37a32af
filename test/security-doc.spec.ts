import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';

const text = readFileSync('docs/security.md', 'utf8');
const named = [...text.matchAll(/`((?:e2e|src)\/[\w./-]+)`/g)].map(([, name = '']) => name);

describe('docs/security.md', () => {
  it('names tests that are there', () => {
    const fileOf = (name: string): string =>
      name.startsWith('e2e/') ? `test/${name}.e2e-spec.ts` : name;
    expect(named.length).toBeGreaterThan(40);
    expect(named.map(fileOf).filter((file) => !existsSync(file))).toEqual([]);
  });

  it('names every event of the security log', () => {
    const source = readFileSync('src/auth/security-log.ts', 'utf8');
    const events = [...source.matchAll(/^ {2}(\w+): \['(?:info|warn)'/gm)].map(([, name]) => name);
    expect(events.length).toBeGreaterThan(10);
    expect(events.filter((event) => !text.includes(`\`${event}\``))).toEqual([]);
  });
});
