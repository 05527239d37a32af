import { type ChildProcess, execFile } from 'node:child_process';
import { join } from 'node:path';
import { runHosted } from './hosted-commands.js';

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

type Settings = Readonly<Record<string, string>>;

/**
 * Starts a compiled program as a process of its own, with exactly these settings, away from any
 * `.env`.
 *
 * @param program its path without the extension, such as `src/keys/cli`
 */
export function startCommand(
  program: string,
  args: readonly string[],
  settings: Settings,
): RunningCommand {
  const started: { child?: ChildProcess } = {};
  const result = new Promise<CommandResult>((done) => {
    started.child = execFile(
      process.execPath,
      [compiled(`${program}.js`), ...args],
      { cwd: '/', env: environmentWith(settings) },
      (error, stdout, stderr) => {
        done({ status: error ? (error.signal ?? Number(error.code)) : 0, stdout, stderr });
      },
    );
  });
  if (!started.child) throw new Error('The command did not start');
  return { child: started.child, result };
}

/**
 * Runs a program to its end. Commands run one after the other in a shared process, because a new
 * process spends most of its time loading the same modules.
 */
export function runCommand(
  program: string,
  args: readonly string[],
  settings: Settings,
): Promise<CommandResult> {
  if (!program.endsWith('/cli')) return startCommand(program, args, settings).result;
  return runHosted({ program: `${program}.js`, args, environment: environmentWith(settings) });
}

const compiled = (file: string): string => join(process.env['LIPAFI_TEST_BUILD'] ?? '', file);

const environmentWith = (settings: Settings): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  NODE_ENV: 'test',
  ...settings,
});
