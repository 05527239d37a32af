import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');

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

/** `import type ...`, and braces with nothing but types in them. */
const TYPES_ONLY =
  /^(?:import|export) (?:type [^;]*?|\{\s*type \w+(?: as \w+)?(?:,\s*type \w+(?: as \w+)?)*,?\s*\}) from '[^']+';/gm;

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

  it('loads the packages for development where a server, a demo or a check is started', () => {
    const loaders = arrows.filter(({ to }) => to === 'development-packages.ts');
    expect(loaders.map(({ from }) => from).toSorted()).toEqual([
      'database/cli-data-source.ts',
      'database/cli.ts',
      'demo/main.ts',
      'development.ts',
      'prepare-database.ts',
    ]);
  });

  it('lets common know no feature', () => {
    const features = ['payments', 'providers', 'webhooks', 'jobs', 'users', 'routers', 'packages'];
    expect(forbidden(['common'], [...features, 'credentials', 'auth'])).toEqual([]);
  });
});

describe('the packages of this repository', () => {
  const PACKAGES = join(ROOT, 'packages');
  const names = readdirSync(PACKAGES);

  /** What a text imports while it runs, statically or not; imports of types are none. */
  const imported = (text: string): { readonly name: string; readonly isDynamic: boolean }[] =>
    [
      ...text.replace(TYPES_ONLY, '').matchAll(/^(?:import|export) [^;]*?from '([^']+)';/gm),
      ...text.matchAll(/^import '([^']+)';/gm),
      ...text.matchAll(/(?<dynamic>import)\('([^']+)'\)/g),
    ].map(({ groups, 1: first, 2: second }) => ({
      name: (groups ? second : first) ?? '',
      isDynamic: groups !== undefined,
    }));

  it.each(names)('use nothing of the server and only what they declare: %s', (name) => {
    const folder = join(PACKAGES, name, 'src');
    const { dependencies } = JSON.parse(
      readFileSync(join(PACKAGES, name, 'package.json'), 'utf8'),
    ) as { dependencies?: Record<string, string> };
    const declared = Object.keys(dependencies ?? {});
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !/[.-]spec\.ts$/.test(path))
      .flatMap((path) =>
        imported(readFileSync(join(folder, path), 'utf8')).map((each) => ({ ...each, path })),
      );
    expect(sources.length).toBeGreaterThan(0);
    const strange = sources.filter(({ name: target, path }) =>
      target.startsWith('.')
        ? relative(folder, join(folder, dirname(path), target)).startsWith('..')
        : !target.startsWith('node:') && !declared.includes(target),
    );
    expect(strange).toEqual([]);
  });

  it('are loaded by one file of the server, when they are wanted: production has none', () => {
    const uses = files.flatMap((file) =>
      imported(readFileSync(join(SRC, file), 'utf8'))
        .filter(({ name }) => names.some((own) => name === own || name.startsWith(`${own}/`)))
        .map(({ name, isDynamic }) => ({ file, name, isDynamic })),
    );
    const loaded = names.map((name) => ({
      file: 'development-packages.ts',
      name,
      isDynamic: true,
    }));
    expect(uses).toHaveLength(loaded.length);
    expect(uses).toEqual(expect.arrayContaining(loaded));
  });

  it('are left out by every production install that is described', () => {
    const described = ['Dockerfile', 'ops/systemd/lipafi.service', 'docs/operations.md']
      .flatMap((file) => readFileSync(join(ROOT, file), 'utf8').split('\n'))
      .filter((line) => line.includes('--omit=dev'));
    expect(described.length).toBeGreaterThanOrEqual(3);
    for (const line of described) expect(line).toContain('--omit=dev --workspaces=false');
  });
});
