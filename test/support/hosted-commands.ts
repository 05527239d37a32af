import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { type Readable } from 'node:stream';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { type HostedCommand } from './command-host.js';
import { type CommandResult } from './command.js';

// Loaded by Node.js, not by Jest (see jest.config.js), so that all files of a worker share the process.
let last: Promise<unknown> = Promise.resolve();
let host: ChildProcess | undefined;

/** Runs a command when the ones before it have ended. */
export function runHosted(command: Omit<HostedCommand, 'end'>): Promise<CommandResult> {
  const result = last.then(() => run(command));
  last = result.catch(() => undefined);
  return result;
}

async function run(command: Omit<HostedCommand, 'end'>): Promise<CommandResult> {
  const child = (host ??= startHost());
  const end = `end-${randomHex(8)}:`;
  const outputs = Promise.all([
    readUntil(child, child.stdout, end),
    readUntil(child, child.stderr, end),
  ]);
  child.send({ ...command, end } satisfies HostedCommand);
  setReferenced(child, true);
  try {
    const [stdout, stderr] = await outputs;
    return { status: stdout.status, stdout: stdout.text, stderr: stderr.text };
  } finally {
    setReferenced(child, false);
  }
}

function startHost(): ChildProcess {
  const child = fork(join(import.meta.dirname, 'command-host.js'), {
    cwd: '/',
    env: {},
    execArgv: [],
    silent: true,
  });
  for (const output of [child.stdout, child.stderr]) output?.setEncoding('utf8');
  child.once('exit', () => (host = undefined));
  return child;
}

/**
 * Between commands the process does not keep the parent from ending, and it ends with its parent.
 */
function setReferenced(child: ChildProcess, isReferenced: boolean): void {
  const handles = [child, child.channel, child.stdout, child.stderr] as unknown[];
  for (const handle of handles as ({ ref(): void; unref(): void } | null)[]) {
    if (isReferenced) handle?.ref();
    else handle?.unref();
  }
}

/** Reads an output until the command has ended, and returns it with the exit code. */
function readUntil(
  child: ChildProcess,
  output: Readable | null,
  end: string,
): Promise<{ readonly text: string; readonly status: number }> {
  return new Promise((done, fail) => {
    let seen = '';
    const stop = (): void => {
      output?.off('data', hear);
      child.off('exit', ended);
    };
    const ended = (): void => {
      stop();
      fail(new Error(`The process of the commands has ended: ${seen}`));
    };
    const hear = (chunk: string): void => {
      seen += chunk;
      const [text = '', status] = seen.split(end);
      if (status?.endsWith('\n') !== true) return;
      stop();
      done({ text, status: Number(status) });
    };
    output?.on('data', hear);
    child.on('exit', ended);
  });
}
