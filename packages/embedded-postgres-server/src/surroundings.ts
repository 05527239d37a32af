import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemAccounts, type Accounts } from './accounts.js';

/** What the machine offers; tests offer something else. */
export interface Surroundings {
  /** Whom, as root, the server can run as. */
  readonly accounts: Accounts;
  /** Where a copy of the binaries may lie, the best first. */
  readonly binaryHomes: readonly string[];
  /** Where, as root, a cluster may lie whose data directory is closed to its account. */
  readonly clusterHomes: readonly string[];
}

export const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * The usual places of an application. As root those of the Filesystem Hierarchy Standard, and `/var/tmp` where they
 * cannot be written: it comes last, because there cleaners remove what lies still for long.
 */
export function machine(name: string): Surroundings {
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
