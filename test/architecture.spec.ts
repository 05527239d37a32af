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

/** The packages that these files load while they run. */
const packagesOf = (
  isMeant: (file: string) => boolean,
): readonly { readonly file: string; readonly name: string; readonly isDynamic: boolean }[] =>
  files
    .filter(isMeant)
    .flatMap((file) =>
      imported(readFileSync(join(SRC, file), 'utf8')).map((each) => ({ file, ...each })),
    );

/**
 * The folders of the source from the ground up. Each uses those of its own line and of the lines
 * before it, and none of those after it. The name of the files beside the folders is empty.
 */
const LAYERS: readonly (readonly string[])[] = [
  ['common'],
  ['config'],
  ['database'],
  ['auth', 'cors', 'idempotency', 'mail', 'metrics', 'providers'],
  ['users', 'credentials', 'routers', 'packages', 'rate-limits'],
  ['payments'],
  ['access', 'receipts', 'return-page', 'webhooks'],
  ['jobs', 'health', 'reports', 'search', 'events'],
  ['portal', 'dashboard', 'cloudpilot', 'keys'],
  ['', 'docs', 'demo'],
];

/** The folders that a folder may use, besides its own. */
const USED_BY: Readonly<Record<string, readonly string[]>> = {
  common: [],
  config: ['common'],
  'payments/domain': ['common'],
  'access/domain': ['common'],
  providers: ['common', 'config', 'metrics'],
};

const folderOf = (path: string): string => (path.includes('/') ? (path.split('/')[0] ?? '') : '');
const layerOf = (path: string): number =>
  LAYERS.findIndex((folders) => folders.includes(folderOf(path)));

/** Imports that say nothing about who uses whom. */
const isFree = ({ from, to }: { from: string; to: string }): boolean =>
  // A row refers to rows, and a list names all of them.
  (to.endsWith('.entity.ts') && (from.endsWith('.entity.ts') || from === 'database/entities.ts')) ||
  // Pure rules and names hang on nothing.
  isIn(to, ['payments/domain', 'access/domain']) ||
  // Commands start by themselves.
  /\/cli(-data-source)?\.ts$/.test(from);

describe('the map of the source', () => {
  it('is read: every import leads to a file', () => {
    expect(arrows.length).toBeGreaterThan(files.length);
    const lost = arrows.filter(({ to }) => !files.includes(to) && !to.startsWith('..'));
    expect(lost.map(shown)).toEqual([]);
  });

  it('has a layer for each folder', () => {
    expect(files.filter((file) => layerOf(file) < 0).map(folderOf)).toEqual([]);
  });

  it('has no arrow that points upwards', () => {
    const upwards = arrows.filter(
      (arrow) => layerOf(arrow.to) > layerOf(arrow.from) && !isFree(arrow),
    );
    expect(upwards.map(shown)).toEqual([]);
  });

  it.each(Object.entries(USED_BY))('has no arrow from %s but to %j', (folder, used) => {
    const others = arrows.filter(
      ({ from, to }) => isIn(from, [folder]) && !isIn(to, [folder, ...used]),
    );
    expect(others.map(shown)).toEqual([]);
  });

  it('lets providers know no row and no SQL', () => {
    const libraries = packagesOf((file) => isIn(file, ['providers']));
    expect(libraries.filter(({ name }) => /^(pg|typeorm|@nestjs\/typeorm)$/.test(name))).toEqual(
      [],
    );
  });

  it('loads the driver of the database in database alone, and for the import from elsewhere', () => {
    const loaders = packagesOf(() => true).filter(({ name }) => name === 'pg');
    expect(new Set(loaders.map(({ file }) => folderOf(file)))).toEqual(
      new Set(['cloudpilot', 'database']),
    );
    const users = arrows.filter(({ to }) => to === 'database/pool.ts').map(({ from }) => from);
    expect(users.toSorted()).toEqual([
      'database/database.ts',
      'database/job-queue.ts',
      'database/replica.ts',
      'database/row-cursors.ts',
      'database/transaction.ts',
      'jobs/worker-connections.ts',
    ]);
  });

  it('loads the packages for development where a server, a demo or a check is started', () => {
    const loaders = arrows.filter(({ to }) => to === 'development-packages.ts');
    expect(loaders.map(({ from }) => from).toSorted()).toEqual([
      'database/cli-data-source.ts',
      'database/cli.ts',
      'demo/access/radius-demo-router.ts',
      'demo/access/routeros-demo-router.ts',
      'demo/main.ts',
      'demo/nas/cli.ts',
      'development.ts',
      'prepare-database.ts',
    ]);
  });
});

describe('the packages of this repository', () => {
  const PACKAGES = join(ROOT, 'packages');
  /** The dashboard is not loaded at all: the server sends its built files to browsers. */
  const names = readdirSync(PACKAGES).filter((name) => name !== 'dashboard');

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
        : !target.startsWith('node:') &&
          !declared.some((name) => target === name || target.startsWith(`${name}/`)),
    );
    expect(strange).toEqual([]);
  });

  it('are loaded by one file of the server, when they are wanted: production has none', () => {
    const development = names.filter((name) => name !== 'portal' && name !== 'simulator-core');
    const uses = packagesOf(() => true).filter(({ name }) =>
      names.some((own) => name === own || name.startsWith(`${own}/`)),
    );
    const loaded = development.map((name) => ({
      file: 'development-packages.ts',
      name,
      isDynamic: true,
    }));
    expect(uses).toHaveLength(loaded.length);
    expect(uses).toEqual(expect.arrayContaining(loaded));
  });

  it('are reached by their path in the repository where production uses them', () => {
    const users = packagesOf(() => true).filter(({ name }) => name.startsWith('#'));
    expect(new Set(users.map(({ name }) => name))).toEqual(new Set(['#portal']));
    expect(users.filter(({ file }) => !isIn(file, ['portal']))).toEqual([]);
  });

  it('are left out by every production install that is described', () => {
    const described = ['Dockerfile', 'ops/systemd/lipafi.service', 'docs/operations.md']
      .flatMap((file) => readFileSync(join(ROOT, file), 'utf8').split('\n'))
      .filter((line) => line.includes('--omit=dev'));
    expect(described.length).toBeGreaterThanOrEqual(3);
    for (const line of described) expect(line).toContain('--omit=dev --workspaces=false');
  });
});
