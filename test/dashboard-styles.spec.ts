import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const SRC = join(ROOT, 'packages', 'dashboard', 'src');
const STYLES = join(ROOT, 'node_modules', '@mantine', 'core', 'styles');

/** The components of Mantine that the sources import. */
const used = new Set(
  readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.tsx'))
    .map((path) => readFileSync(join(SRC, path), 'utf8'))
    .flatMap((text) => [...text.matchAll(/import \{([^}]*)\} from '@mantine\/core'/g)])
    .flatMap(([, names = '']) => names.split(',').map((name) => name.trim())),
);
const listed = new Set(
  [...readFileSync(join(SRC, 'styles.ts'), 'utf8').matchAll(/styles\/(\w+)\.css/g)].map(
    ([, name]) => name,
  ),
);

describe('the styles of the dashboard', () => {
  it('have those of every component of Mantine that is used', () => {
    const styled = [...used].filter((name) => existsSync(join(STYLES, `${name}.css`)));
    expect(styled.length).toBeGreaterThan(10);
    expect(styled.filter((name) => !listed.has(name))).toEqual([]);
  });
});
