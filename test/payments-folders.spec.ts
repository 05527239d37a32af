import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');

/** The folders of `payments`, each of which may use those before it. */
const FOLDERS = ['domain', 'read', 'settle', 'reconcile', 'sell'] as const;

/** The module wires the classes of every folder together, so it alone may know them. */
const MODULE = 'payments/payments.module.ts';

interface Import {
  readonly from: string;
  readonly to: string;
  readonly names: readonly string[];
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'));
const sourceOf = (file: string): string => readFileSync(join(SRC, file), 'utf8');

const namesIn = (braces: string): string[] =>
  braces
    .split(',')
    .map((name) => name.trim().replace(/^type /, ''))
    .map((name) => name.replace(/ as \w+$/, ''))
    .filter((name) => name !== '');

const importsOf = (from: string): Import[] =>
  [...sourceOf(from).matchAll(/(?:import|export) (?:type )?\{([^}]*)\} from '(\.[^']+)\.js'/g)].map(
    ([, braces = '', path = '']) => ({
      from,
      to: posix.join(dirname(from), `${path}.ts`),
      names: namesIn(braces),
    }),
  );

const imports = files.flatMap(importsOf);
const folderOf = (file: string): (typeof FOLDERS)[number] | undefined =>
  FOLDERS.find((folder) => file.startsWith(`payments/${folder}/`));

/** The imports that lead from outside of a folder of `payments` into it. */
const intoFolders = imports.filter(({ from, to }) => {
  const folder = folderOf(to);
  return folder !== undefined && folderOf(from) !== folder && from !== MODULE;
});
const shown = ({ from, to }: Import): string => `${from} -> ${to}`;

describe('the folders of payments', () => {
  it('are used from outside by what their index.ts exports, and by nothing else', () => {
    expect(intoFolders.length).toBeGreaterThan(FOLDERS.length);
    const past = intoFolders.filter(({ to }) => to !== `payments/${folderOf(to) ?? ''}/index.ts`);
    expect(past.map(shown)).toEqual([]);
  });

  it('use the folders before them, and none after them', () => {
    const back = intoFolders.filter(({ from, to }) => {
      const [user, used] = [folderOf(from), folderOf(to)];
      return user !== undefined && used !== undefined
        ? FOLDERS.indexOf(used) > FOLDERS.indexOf(user)
        : false;
    });
    expect(back.map(shown)).toEqual([]);
  });

  it.each(FOLDERS)('export nothing that nobody outside uses: %s', (folder) => {
    const index = `payments/${folder}/index.ts`;
    const exported = importsOf(index).flatMap(({ names }) => names);
    const used = new Set(
      intoFolders.filter(({ to }) => to === index).flatMap(({ names }) => names),
    );
    expect(exported.length).toBeGreaterThan(0);
    expect(exported.filter((name) => !used.has(name))).toEqual([]);
  });
});

describe('the reading order of one sale in docs/ARCHITECTURE.md', () => {
  const document = readFileSync(join(ROOT, 'docs', 'ARCHITECTURE.md'), 'utf8');
  const section = /^## One sale in reading order\n(.*?)^## /ms.exec(document)?.[1] ?? '';
  const order = [...section.matchAll(/^\d+\. `([^`]+)`/gm)].map(([, path = '']) => path);

  /** What a file imports, where an index.ts stands for the files that it exports from. */
  const reachedFrom = (file: string): string[] =>
    importsOf(file).flatMap(({ to, names }) =>
      to.endsWith('/index.ts') && files.includes(to)
        ? importsOf(to)
            .filter((exported) => exported.names.some((name) => names.includes(name)))
            .map((exported) => exported.to)
        : [to],
    );

  it('has at most twelve files, from the controller to the answer', () => {
    expect(order.length).toBeGreaterThan(0);
    expect(order.length).toBeLessThanOrEqual(12);
    expect(order[0]).toMatch(/\.controller\.ts$/);
    expect(order.at(-1)).toMatch(/\.response\.ts$/);
  });

  it('names files that exist, each once', () => {
    expect(order.filter((path) => !files.includes(path))).toEqual([]);
    expect(new Set(order).size).toBe(order.length);
  });

  it('leads from each file to the next ones: by an import, or through the port of the providers', () => {
    const unreached = order
      .slice(1)
      .filter(
        (path, index) =>
          !order
            .slice(0, index + 1)
            .flatMap(reachedFrom)
            .includes(path),
      )
      .filter((path) => !sourceOf(path).includes(' implements PaymentProvider'));
    expect(unreached).toEqual([]);
  });
});
