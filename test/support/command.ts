import { type ChildProcess, execFile } from 'node:child_process';
import { join } from 'node:path';

/** The exit code and the output of a command. */
export interface CommandResult {
  readonly status: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running command. */
export interface RunningCommand {
  readonly child: ChildProcess;
  readonly result: Promise<CommandResult>;
}

/**
 * Starts a compiled program with exactly these settings, away from any `.env`.
 *
 * @param program its path without the extension, such as `src/keys/cli`
 */
export function startCommand(
  program: string,
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
): RunningCommand {
  const file = join(process.env['LIPAFI_TEST_BUILD'] ?? '', `${program}.js`);
  const env = { PATH: process.env['PATH'], NODE_ENV: 'test', ...settings };
  const started: { child?: ChildProcess } = {};
  const result = new Promise<CommandResult>((done) => {
    started.child = execFile(
      process.execPath,
      [file, ...args],
      { cwd: '/', env },
      (error, stdout, stderr) => {
        done({ status: error ? (error.signal ?? Number(error.code)) : 0, stdout, stderr });
      },
    );
  });
  if (!started.child) throw new Error('The command did not start');
  return { child: started.child, result };
}

/** Runs a program to its end. */
export const runCommand = (...command: Parameters<typeof startCommand>): Promise<CommandResult> =>
  startCommand(...command).result;
