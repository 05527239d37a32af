import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

const SRC = join(import.meta.dirname, '..', 'src');

/** Every file of the source, tests left out, by its path below `src`. */
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'));

/** The files below `src` that a file imports, also by a dynamic import. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  const paths = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^'$]+)\.js'/g)];
  return paths.map(([, path]) => posix.join(dirname(file), `${path ?? ''}.ts`));
}

const arrows = files.flatMap((from) => importsOf(from).map((to) => ({ from, to })));
const isIn = (path: string, folders: readonly string[]): boolean =>
  folders.some((folder) => path.startsWith(`${folder}/`));
const shown = ({ from, to }: { from: string; to: string }): string => `${from} -> ${to}`;

/** The arrows out of these folders that lead into those. */
const forbidden = (from: readonly string[], to: readonly string[]): string[] =>
  arrows
    .filter((arrow) => isIn(arrow.from, from) && isIn(arrow.to, to) && !isIn(arrow.to, from))
    .map(shown);

describe('the map of the source', () => {
  it('is read: every import leads to a file', () => {
    expect(arrows.length).toBeGreaterThan(files.length);
    const lost = arrows.filter(({ to }) => !files.includes(to) && !to.startsWith('..'));
    expect(lost.map(shown)).toEqual([]);
  });

  it('keeps the rules about money free of everything but common', () => {
    const out = arrows.filter(
      ({ from, to }) => isIn(from, ['payments/domain']) && !isIn(to, ['payments/domain', 'common']),
    );
    expect(out.map(shown)).toEqual([]);
  });

  it('lets providers know no row, and nobody who uses them', () => {
    const users = ['payments', 'webhooks', 'jobs', 'database', 'auth', 'users', 'routers'];
    expect(forbidden(['providers'], users)).toEqual([]);
  });

  it('lets nobody use webhooks but the worker, and the payments use neither', () => {
    expect(forbidden(['payments', 'providers', 'common'], ['webhooks', 'jobs'])).toEqual([]);
    expect(forbidden(['webhooks'], ['jobs'])).toEqual([]);
  });

  it('starts the simulator from the development boot and the demo alone', () => {
    const starters = arrows.filter(
      ({ from, to }) => isIn(to, ['simulator']) && !isIn(from, ['simulator', 'demo']),
    );
    expect([...new Set(starters.map(({ from }) => from))]).toEqual(['development.ts']);
  });

  it('lets common know no feature', () => {
    const features = ['payments', 'providers', 'webhooks', 'jobs', 'users', 'routers', 'packages'];
    expect(forbidden(['common'], [...features, 'credentials', 'auth', 'simulator'])).toEqual([]);
  });
});
