import {
  chmodSync,
  copyFileSync,
  lstatSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { makeDirectory } from './access.js';
import { type BinariesPackage } from './binaries-package.js';
import { isComplete, type FileList } from './file-list.js';
import { isOwnerAlive, ownedName } from './process-identity.js';

/**
 * The first attempt moves a damaged copy aside, the second replaces it, and the third is a reserve.
 */
const ATTEMPTS = 3;

/**
 * Returns a complete copy of the binaries in `home`, readable by everyone and writable by this user
 * only. It is created once per version, next to its final path, and then moved there. When two
 * processes do this at once, the first copy is kept. A copy with missing files is replaced.
 *
 * @param home a directory of this user, created if needed
 * @returns the directory of the copy
 * @throws when `home` cannot be created, belongs to another user, or has no space
 */
export function copyBinaries(source: BinariesPackage, list: FileList, home: string): string {
  claimHome(home);
  removeLeftovers(home, source.id);
  const place = join(home, source.id);
  if (isGoodCopy(place, list)) return place;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const fresh = join(home, `.${source.id}.${ownedName()}`);
    const old = join(home, `.${source.id}.${ownedName()}`);
    try {
      fillCopy(source.directory, list, fresh);
      moveIfFree(fresh, place);
      if (isGoodCopy(place, list)) return place;
      moveAside(place, old);
    } finally {
      rmSync(fresh, { recursive: true, force: true });
      rmSync(old, { recursive: true, force: true });
    }
  }
  throw new Error(`${place} stays incomplete`);
}

/**
 * Others may read and enter the home, but files in a home that others can write to cannot be
 * trusted.
 */
function claimHome(home: string): void {
  makeDirectory(home, 0o755);
  const stat = lstatSync(home);
  const foreign = process.getuid !== undefined && stat.uid !== process.getuid();
  const open = process.platform !== 'win32' && (stat.mode & 0o022) !== 0;
  if (!stat.isDirectory() || foreign || open) throw new Error(`${home} is not ours alone`);
}

function isGoodCopy(place: string, list: FileList): boolean {
  return isComplete(place, list, { readableByAll: true, onlyWritableBy: process.getuid?.() });
}

function fillCopy(source: string, list: FileList, copy: string): void {
  for (const directory of ['', ...list.directories]) makeDirectory(join(copy, directory), 0o755);
  for (const { path, executable } of list.files) {
    copyFileSync(join(source, path), join(copy, path));
    chmodSync(join(copy, path), executable ? 0o755 : 0o644);
  }
  for (const { path, target } of list.links) symlinkSync(target, join(copy, path));
}

function moveAside(place: string, old: string): void {
  try {
    renameSync(place, old);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** Does nothing when another process has put its copy there first. */
function moveIfFree(fresh: string, place: string): void {
  try {
    renameSync(fresh, place);
  } catch (error) {
    if (!lstatSync(place, { throwIfNoEntry: false })) throw error;
  }
}

/** Removes incomplete copies of processes that were killed. */
function removeLeftovers(home: string, id: string): void {
  const prefix = `.${id}.`;
  for (const name of readdirSync(home)) {
    if (name.startsWith(prefix) && !isOwnerAlive(name.slice(prefix.length))) {
      rmSync(join(home, name), { recursive: true, force: true });
    }
  }
}
