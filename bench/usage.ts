import { readFileSync } from 'node:fs';

/** The CPU time and memory of a process. */
export interface Usage {
  readonly cpuMs: number;
  /** Memory in RAM, in megabytes. */
  readonly rssMb: number;
}

/** Linux reports time in hundredths of a second, whatever the kernel's tick is. */
const MS_PER_TICK = 10;
const USER_TIME = 11;
const SYSTEM_TIME = 12;
const PARENT = 1;

/** Reads it from `/proc` on Linux; null on other systems. */
export function usageOf(pid: number): Usage | null {
  try {
    const fields = statOf(pid);
    const ticks = Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME]);
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]);
    return { cpuMs: ticks * MS_PER_TICK, rssMb: kilobytes / 1024 };
  } catch {
    return null;
  }
}

/** The CPU time of a process and of those that it has started, in ms; null on other systems. */
export function cpuMsOfFamily(pid: number): number | null {
  const own = usageOf(pid);
  if (own === null) return null;
  return childrenOf(pid).reduce((sum, child) => sum + (usageOf(child)?.cpuMs ?? 0), own.cpuMs);
}

/** The process that has started this one; null on other systems than Linux. */
export function parentOf(pid: number): number | null {
  try {
    return Number(statOf(pid)[PARENT]);
  } catch {
    return null;
  }
}

function childrenOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return children.split(' ').filter(Boolean).map(Number);
}

/** @returns the fields after the name of the program */
function statOf(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the program's name in parentheses, which may contain spaces.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
