import { chmodSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Account } from './accounts.js';

/** Stands for everyone: only the permissions of "others" apply. */
export const ANYONE: Account = { name: 'everyone', uid: -1, gid: -1 };

const EXECUTE = 1;

/** Makes a directory, unless it is there, with just these permissions: the umask takes none away. */
export function makeDirectory(path: string, mode: number): void {
  if (mkdirSync(path, { recursive: true }) !== undefined) chmodSync(path, mode);
}

/**
 * The first directory on the way to `directory`, itself included, that `account` may not enter;
 * undefined when it may enter them all. Goes by the permission bits: where an access control list
 * grants more, the answer errs towards "closed", which costs a copy and never fails.
 *
 * @param account without supplementary groups, as Node.js starts programs; undefined is ourselves,
 *   who learn from the attempt
 */
export function closedDirectory(
  directory: string,
  account: Account | undefined,
): string | undefined {
  if (!account) return undefined;
  return lineage(realpathSync(directory)).find((each) => !mayEnter(each, account));
}

/** The user and the permission bits (0 to 7) that count for `account` on a file. */
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

/** From the root down to the directory itself. */
function lineage(directory: string): string[] {
  const parent = dirname(directory);
  return parent === directory ? [directory] : [...lineage(parent), directory];
}
