import { spawn } from 'node:child_process';
import { type Account } from './accounts.js';

/**
 * The whole environment of the programs that are started here. The environment of this process is
 * not passed on: it may hold secrets, and `PG*` or `LC_*` variables would change the programs.
 */
export const CHILD_ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
};

/** Options for `spawn` that run a program as `account`; undefined is the current user. */
export function spawnOptions(account: Account | undefined): {
  env: NodeJS.ProcessEnv;
  cwd: string;
  windowsHide: true;
  uid?: number;
  gid?: number;
} {
  // The account may not be able to enter the working directory, but always the root directory.
  const common = { env: CHILD_ENVIRONMENT, cwd: '/', windowsHide: true } as const;
  return account ? { ...common, uid: account.uid, gid: account.gid } : common;
}

/** How a program ended, with both of its outputs. */
export interface Outcome {
  readonly ok: boolean;
  readonly output: string;
}

/** Runs a program to its end. A program that cannot be started counts as failed. */
export function run(
  program: string,
  args: readonly string[],
  account: Account | undefined,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      ...spawnOptions(account),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks: Buffer[] = [];
    const collect = (chunk: Buffer): void => void chunks.push(chunk);
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => {
      resolve({ ok: false, output: error.message });
    });
    child.on('close', (code) => {
      resolve({ ok: code === 0, output: Buffer.concat(chunks).toString('utf8') });
    });
  });
}
