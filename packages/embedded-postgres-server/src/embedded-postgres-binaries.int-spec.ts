import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyBinaries } from './binaries-copy.js';
import { findBinariesPackage } from './binaries-package.js';
import { run } from './child-process.js';
import { isComplete, listPackage } from './file-list.js';

const source = findBinariesPackage();
const list = listPackage(source.directory);

let root: string;
let home: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'embedded-binaries-'));
  home = join(root, 'home');
});
afterEach(() => rm(root, { recursive: true, force: true }));

const copy = (): string => copyBinaries(source, list, home);
const inode = async (path: string): Promise<number> => (await stat(path)).ino;

describe('the copy of the binaries', () => {
  it('is whole, runs, and is readable by all and writable by us alone', async () => {
    const place = copy();
    const trust = { readableByAll: true, onlyWritableBy: process.getuid?.() };
    expect(isComplete(place, list, trust)).toBe(true);
    expect(await run(join(place, 'bin', 'postgres'), ['--version'], undefined)).toEqual({
      ok: true,
      output: expect.stringContaining(`(PostgreSQL) ${source.major}.`),
    });
  });

  it('has the links that npm packages cannot carry', async () => {
    const file = join(source.directory, 'pg-symlinks.json');
    const links = JSON.parse(await readFile(file, 'utf8')) as { source: string; target: string }[];
    expect(links).not.toEqual([]);
    const place = copy();
    for (const link of links) {
      const [from, to] = [link.target, link.source].map((path) => join(place, '..', path));
      const inPlace = (path = ''): string => path.replace(/native/, source.id);
      expect(await inode(inPlace(from))).toBe(await inode(inPlace(to)));
    }
  });

  it('is made once', async () => {
    const first = await inode(join(copy(), 'bin', 'postgres'));
    expect(await inode(join(copy(), 'bin', 'postgres'))).toBe(first);
  });

  it.each([
    ['lost a file', (place: string) => rm(join(place, 'share', 'postgresql', 'postgres.bki'))],
    ['lost a link', (place: string) => rm(join(place, 'lib', 'libpq.so.5'), { force: true })],
    ['lost an end', (place: string) => truncate(join(place, 'bin', 'initdb'), 100)],
    ['was opened to others', (place: string) => chmod(join(place, 'bin', 'initdb'), 0o777)],
  ])('is created again when it %s', async (_what, damage) => {
    const place = copy();
    await damage(place);
    const trust = { readableByAll: true, onlyWritableBy: process.getuid?.() };
    expect(isComplete(place, list, trust)).toBe(false);
    expect(isComplete(copy(), list, trust)).toBe(true);
    expect(await readdir(home)).toEqual([source.id]);
  });

  it('is not hindered by what a killed process has left half made', async () => {
    const dead = join(home, `.${source.id}.999999999-1b0-abc`);
    await mkdir(join(dead, 'bin'), { recursive: true });
    copy();
    expect(await readdir(home)).toEqual([source.id]);
  });

  it('is not put where others could change it', async () => {
    await mkdir(home);
    await chmod(home, 0o777);
    expect(copy).toThrow('is not ours alone');
  });
});
