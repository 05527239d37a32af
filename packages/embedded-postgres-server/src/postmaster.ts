import { readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  HAS_PROC,
  identify,
  isAlive,
  isNumberTaken,
  type ProcessIdentity,
} from './process-identity.js';
import { poll } from './poll.js';

const FAST_SHUTDOWN_LIMIT_MS = 30_000;
const IMMEDIATE_SHUTDOWN_LIMIT_MS = 10_000;

/** The lines of postmaster.pid; see src/include/utils/pidfile.h of PostgreSQL. */
const PID_LINE = 0;
const DIRECTORY_LINE = 1;
const PORT_LINE = 3;
const STATUS_LINE = 7;

/** The content of postmaster.pid, which a running server writes into its cluster. */
export interface PidFile {
  readonly pid: number;
  readonly directory: string;
  readonly port: number;
  readonly isReady: boolean;
}

/** Reads postmaster.pid; undefined when there is none or it is incomplete. */
export function readPidFile(cluster: string): PidFile | undefined {
  const lines = readLines(pidFile(cluster));
  const pid = Number(lines[PID_LINE]);
  const port = Number(lines[PORT_LINE]);
  if (!(pid > 0)) return undefined;
  return {
    pid,
    directory: lines[DIRECTORY_LINE] ?? '',
    port,
    isReady: port > 0 && lines[STATUS_LINE]?.trim() === 'ready',
  };
}

/**
 * Finds the running server of this cluster, whoever started it. A postmaster.pid of a dead server
 * is removed if its number now belongs to another process (or to a zombie), because PostgreSQL
 * would trust it.
 */
export function findPostmaster(cluster: string): ProcessIdentity | undefined {
  const file = readPidFile(cluster);
  if (!file) return undefined;
  const found = identify(file.pid);
  if (found && worksIn(file, cluster)) return found;
  if (isNumberTaken(file.pid)) rmSync(pidFile(cluster), { force: true });
  return undefined;
}

/** Asks for a fast shutdown, which ends all sessions and flushes everything to disk. */
export function interrupt(postmaster: ProcessIdentity): void {
  signal(postmaster, 'SIGINT');
}

/** Stops the server and waits until it has ended, with increasing force. */
export async function shutDown(postmaster: ProcessIdentity): Promise<void> {
  const isGone = (): boolean => !isAlive(postmaster);
  interrupt(postmaster);
  if (await poll(isGone, FAST_SHUTDOWN_LIMIT_MS)) return;
  signal(postmaster, 'SIGQUIT');
  if (await poll(isGone, IMMEDIATE_SHUTDOWN_LIMIT_MS)) return;
  signal(postmaster, 'SIGKILL');
}

function signal(postmaster: ProcessIdentity, name: NodeJS.Signals): void {
  if (!isAlive(postmaster)) return;
  try {
    process.kill(postmaster.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * Whether the process is a server of this cluster, by its working directory. Without /proc the file
 * is trusted, unless the whole directory was copied here.
 */
function worksIn(file: PidFile, cluster: string): boolean {
  if (!HAS_PROC) return file.directory === cluster;
  try {
    return readlinkSync(`/proc/${file.pid}/cwd`) === cluster;
  } catch {
    return false;
  }
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}

const pidFile = (cluster: string): string => join(cluster, 'postmaster.pid');
