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

/** The first attempt moves a damaged copy aside, the second replaces it, and there is one to spare. */
const ATTEMPTS = 3;

/**
 * A complete copy of the binaries in `home`, readable by everyone and writable by us alone. It is
 * made once for each version, beside its place, and moved there whole; of two processes that do so
 * at once the first one's copy stays. A copy that has since lost a file is replaced.
 *
 * @param home a directory of ours; made if need be
 * @returns the copy's directory
 * @throws when `home` cannot be made, belongs to somebody else, or has no room
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

/** Others may read and enter the home, but a home that others could write to proves nothing. */
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

/** Fails quietly when somebody else's copy has got there first. */
function moveIfFree(fresh: string, place: string): void {
  try {
    renameSync(fresh, place);
  } catch (error) {
    if (!lstatSync(place, { throwIfNoEntry: false })) throw error;
  }
}

/** Half-made copies of processes that were killed while they copied. */
function removeLeftovers(home: string, id: string): void {
  const prefix = `.${id}.`;
  for (const name of readdirSync(home)) {
    if (name.startsWith(prefix) && !isOwnerAlive(name.slice(prefix.length))) {
      rmSync(join(home, name), { recursive: true, force: true });
    }
  }
}
