import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

/** Linux, with its process file system mounted. */
export const HAS_PROC = existsSync('/proc/self/stat');

const BOOT_ID_FILE = '/proc/sys/kernel/random/boot_id';

/** Positions in /proc/<pid>/stat after the command's closing parenthesis; see proc_pid_stat(5). */
const STATE = 0;
const START_TIME = 19;

/**
 * A running process, distinguished from a later one with the same number. `mark` is the boot and
 * start time on Linux; on other systems only the number is known.
 */
export interface ProcessIdentity {
  readonly pid: number;
  readonly mark: string;
}

/** Finds the process with this number; undefined when there is none or only its zombie. */
export function identify(pid: number): ProcessIdentity | undefined {
  const mark = HAS_PROC ? markFromProc(pid) : markFromSignal(pid);
  return mark === undefined ? undefined : { pid, mark };
}

/** Whether this process is still running. */
export function isAlive(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.mark === identity.mark;
}

/** Whether any process has this number, including zombies. */
export function isNumberTaken(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A new name for a file or directory that shows which process created it. */
export function ownedName(): string {
  const mark = identify(process.pid)?.mark ?? 'unknown';
  return `${process.pid}-${mark}-${randomBytes(6).toString('hex')}`;
}

/** Whether the process that created this {@link ownedName} is running; false for any other text. */
export function isOwnerAlive(name: string): boolean {
  const [, pid, mark] = /^(\d+)-(\w+)-\w+$/.exec(name) ?? [];
  return pid !== undefined && mark !== undefined && isAlive({ pid: Number(pid), mark });
}

function markFromProc(pid: number): string | undefined {
  const stat = readIfThere(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[STATE] === 'Z' || fields[STATE] === 'X') return undefined;
  const boot = readIfThere(BOOT_ID_FILE)?.replace(/\W/g, '') ?? '';
  return `${fields[START_TIME] ?? ''}b${boot}`;
}

function markFromSignal(pid: number): string | undefined {
  return isNumberTaken(pid) ? 'running' : undefined;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
