import { chmodSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Account } from './accounts.js';

/** Any user: only the permissions of "others" apply. */
export const ANYONE: Account = { name: 'everyone', uid: -1, gid: -1 };

const EXECUTE = 1;

/** Creates a directory with exactly these permissions, whatever the umask. */
export function makeDirectory(path: string, mode: number): void {
  if (mkdirSync(path, { recursive: true }) !== undefined) chmodSync(path, mode);
}

/**
 * Finds the first directory on the path to `directory`, itself included, that `account` may not
 * enter; undefined when there is none. It uses the permission bits: an access control list may
 * grant more, but then the result is only an unnecessary copy.
 *
 * @param account without supplementary groups, as Node.js starts programs; undefined is the current
 * user, who finds out by trying
 */
export function closedDirectory(
  directory: string,
  account: Account | undefined,
): string | undefined {
  if (!account) return undefined;
  return lineage(realpathSync(directory)).find((each) => !mayEnter(each, account));
}

/** The user and the permission bits (0 to 7) that apply to `account` on a file. */
export function permissionBits(
  file: { uid: number; gid: number; mode: number },
  account: Account,
): number {
  if (file.uid === account.uid) return (file.mode >> 6) & 7;
  if (file.gid === account.gid) return (file.mode >> 3) & 7;
  return file.mode & 7;
}

function mayEnter(directory: string, account: Account): boolean {
  return (permissionBits(statSync(directory), account) & EXECUTE) !== 0;
}

/** The directories from the root to the directory itself. */
function lineage(directory: string): string[] {
  const parent = dirname(directory);
  return parent === directory ? [directory] : [...lineage(parent), directory];
}
