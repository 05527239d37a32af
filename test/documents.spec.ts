import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Manifest {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly engines: { readonly node: string };
}

const read = (path: string): string => readFileSync(path, 'utf8');
const manifestOf = (folder: string): Manifest =>
  JSON.parse(read(join(folder, 'package.json'))) as Manifest;
const namesIn = (folder: string, recursive = false): string[] =>
  readdirSync(folder, { recursive, encoding: 'utf8' }).map((name) => join(folder, name));

const PACKAGES = namesIn('packages').filter((folder) => existsSync(join(folder, 'package.json')));
const DOCUMENTS = [
  ...namesIn('.'),
  ...namesIn('docs', true),
  ...namesIn('.github', true),
  ...PACKAGES.flatMap((folder) => namesIn(folder)),
].filter((path) => path.endsWith('.md'));

const root = manifestOf('.');
const scripts = Object.keys(root.scripts ?? {});

/** The scripts that a document tells its readers to run. */
const scriptsIn = (text: string): string[] => [
  ...[...text.matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)].map(([, name = '']) => name),
  ...[...text.matchAll(/npm (start|test)\b/g)].map(([, name = '']) => name),
];

describe('the documents', () => {
  it.each(DOCUMENTS)('%s names scripts that exist', (path) => {
    const folder = PACKAGES.find((found) => path.startsWith(found));
    const known = [...scripts, ...Object.keys((folder && manifestOf(folder).scripts) ?? {})];
    expect(scriptsIn(read(path)).filter((name) => !known.includes(name))).toEqual([]);
  });

  it.each(DOCUMENTS)('%s links to files that exist', (path) => {
    const targets = [...read(path).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^[a-z]+:/.test(target));
    const missing = targets.filter((target) => !existsSync(join(dirname(path), target)));
    expect(missing).toEqual([]);
  });

  it.each(DOCUMENTS)('%s links to headings that exist', (path) => {
    const links = [...read(path).matchAll(/\]\(([^)#\s]*)#([^)]+)\)/g)]
      .map(([, target = '', anchor = '']) => ({ target, anchor }))
      .filter(({ target }) => !/^[a-z]+:/.test(target));
    const missing = links.filter(({ target, anchor }) => {
      const file = target === '' ? path : join(dirname(path), target);
      return existsSync(file) && !anchorsOf(read(file)).includes(anchor);
    });
    expect(missing).toEqual([]);
  });

  it('README.md has the two commands that everybody begins with', () => {
    expect(read('README.md')).toContain('```sh\nnpm ci && npm run demo\n```');
    expect(read('README.md')).toContain('```sh\nnpm ci && npm test\n```');
  });
});

/** The anchors that GitHub gives the headings of a document. */
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  );

describe('the scripts of package.json', () => {
  it('are each described in README.md', () => {
    const described = [
      ...scriptsIn(read('README.md')),
      ...[...read('README.md').matchAll(/`([a-z][a-z\d-]*(?::[a-z\d-]+)?)`/g)].map(
        ([, name = '']) => name,
      ),
    ];
    expect(scripts.filter((name) => !described.includes(name))).toEqual([]);
  });

  it('are grouped by what stands before the colon', () => {
    const groups = scripts.map((name) => name.split(':')[0]);
    const begun = groups.filter((group, index) => group !== groups[index - 1]);
    expect(begun).toEqual([...new Set(begun)]);
  });
});

describe('the version of Node.js', () => {
  const oldest = /^>=(\d+\.\d+)$/.exec(root.engines.node)?.[1] ?? 'none';
  const recommended = read('.nvmrc').trim();

  it('is one in every package', () => {
    for (const folder of PACKAGES) expect(manifestOf(folder).engines).toEqual(root.engines);
  });

  it.each(['README.md', 'CONTRIBUTING.md'])('is one in %s', (path) => {
    expect(read(path)).toContain(`Node.js ${oldest} or later (${recommended} is recommended`);
  });

  it('is the recommended one in the image', () => {
    const images = [...read('Dockerfile').matchAll(/^FROM node:(\S+)/gm)].map(([, tag]) => tag);
    expect(new Set(images)).toEqual(new Set([`${recommended}-slim`]));
  });

  it('is the oldest and the recommended one in the checks of each change', () => {
    const workflow = read('.github/workflows/ci.yml');
    expect(workflow).toContain(`node: ['${oldest}', '${recommended}']`);
    expect(workflow).toContain('run: .ci/run');
  });
});
