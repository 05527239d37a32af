import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** The files of a complete directory of PostgreSQL's binaries, relative to it. */
export interface FileList {
  readonly directories: readonly string[];
  readonly files: readonly { path: string; size: number; executable: boolean }[];
  readonly links: readonly { path: string; target: string }[];
}

/** npm packages cannot carry symbolic links; this file lists those that the libraries need. */
const LINKS_FILE = 'pg-symlinks.json';

/**
 * Lists the files of the package, and the links of its `pg-symlinks.json`. Those may be missing on
 * disk, because the install script of the package creates them and npm may not run it.
 */
export function listPackage(directory: string): FileList {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).map((entry) => ({
    entry,
    path: relative(directory, join(entry.parentPath, entry.name)),
  }));
  return {
    directories: entries.filter(({ entry }) => entry.isDirectory()).map(({ path }) => path),
    files: entries
      .filter(({ entry }) => entry.isFile())
      .map(({ path }) => {
        const { size, mode } = lstatSync(join(directory, path));
        return { path, size, executable: dirname(path) === 'bin' || (mode & 0o100) !== 0 };
      }),
    links: readLinks(join(directory, LINKS_FILE)),
  };
}

/** The paths in the file are relative to the package's root, one level above this directory. */
function readLinks(file: string): FileList['links'] {
  if (!lstatSync(file, { throwIfNoEntry: false })) return [];
  const links = JSON.parse(readFileSync(file, 'utf8')) as { source: string; target: string }[];
  return links.map(({ source, target }) => ({
    path: relative('native', target),
    target: relative(dirname(target), source),
  }));
}

/** The required permissions: who can read the files, and who may own them. */
export interface Trust {
  /** Everyone may read them, whoever installed them. */
  readonly readableByAll: boolean;
  /** This user owns them and nobody else may change them. */
  readonly onlyWritableBy?: number | undefined;
}

/** Whether `directory` has all files of `list`, complete and with the right permissions. */
export function isComplete(directory: string, list: FileList, trust: Trust): boolean {
  const present = [
    ...list.directories.map((path) => isDirectory(join(directory, path), trust)),
    ...list.files.map((file) => isFile(join(directory, file.path), file, trust)),
    ...list.links.map(({ path, target }) => isLink(join(directory, path), target)),
  ];
  return isDirectory(directory, trust) && present.every(Boolean);
}

function isDirectory(path: string, trust: Trust): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat?.isDirectory() === true && isTrusted(stat, trust, 0o555);
}

function isFile(path: string, file: FileList['files'][number], trust: Trust): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  const needed = file.executable ? 0o555 : 0o444;
  return stat?.isFile() === true && stat.size === file.size && isTrusted(stat, trust, needed);
}

function isLink(path: string, target: string): boolean {
  const isSymbolic = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  return isSymbolic && readlinkSync(path) === target;
}

function isTrusted(stat: { uid: number; mode: number }, trust: Trust, needed: number): boolean {
  if (process.platform === 'win32') return true; // Windows has no such permissions
  const bits = trust.readableByAll ? needed : needed & 0o500;
  const { onlyWritableBy: owner } = trust;
  return (
    (stat.mode & bits) === bits &&
    (owner === undefined || (stat.uid === owner && (stat.mode & 0o022) === 0))
  );
}
