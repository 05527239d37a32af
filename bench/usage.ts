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

/** Reads it from `/proc` on Linux; null on other systems. */
export function usageOf(pid: number): Usage | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses, which may contain spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME]);
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]);
    return { cpuMs: ticks * MS_PER_TICK, rssMb: kilobytes / 1024 };
  } catch {
    return null;
  }
}
