import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemAccounts, type Accounts } from './accounts.js';

/** The accounts and directories of the machine. Tests replace them. */
export interface HostEnvironment {
  /** The accounts that the server can run as when the process is root. */
  readonly accounts: Accounts;
  /** Directories for a copy of the binaries, in order of preference. */
  readonly binaryHomes: readonly string[];
  /** Directories for the cluster when its account cannot enter the data directory (root only). */
  readonly clusterHomes: readonly string[];
}

export const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * The usual directories of an application. For root they are those of the Filesystem Hierarchy
 * Standard, and `/var/tmp` as the last choice, because cleaners remove old files there.
 */
export function machine(name: string): HostEnvironment {
  const ours = [
    join(homedir(), '.cache', name),
    join(tmpdir(), `${name}-binaries-${process.getuid?.() ?? 'user'}`),
  ];
  return {
    accounts: systemAccounts(),
    binaryHomes: isRoot() ? [`/var/cache/${name}`, `/var/tmp/${name}-binaries`] : ours,
    clusterHomes: [`/var/lib/${name}`, `/var/tmp/${name}-clusters`],
  };
}
