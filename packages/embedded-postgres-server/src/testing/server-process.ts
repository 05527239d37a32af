import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type EmbeddedPostgresOptions } from '../embedded-postgres.js';

/** The options of a process, which are passed as JSON. */
export type ProcessOptions = Omit<EmbeddedPostgresOptions, 'log' | 'host'> & {
  readonly host?: { readonly binaryHomes?: string[]; readonly clusterHomes?: string[] };
};

/** Relative to the compiled sources. */
const PROGRAM = 'packages/embedded-postgres-server/dist/testing/server-program.js';

/** A separate process that runs an embedded server; see `server-program.ts`. */
export class ServerProcess {
  /** The URL of the running server; rejects with the output of the process if it ends before. */
  readonly url: Promise<string>;
  private readonly ended: Promise<string>;

  private constructor(private readonly child: ChildProcessWithoutNullStreams) {
    let complaints = '';
    child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
    this.ended = once(child, 'close').then(([code, signal]) => String(signal ?? code));
    const firstLine = once(createInterface(child.stdout), 'line').then(([line]) => String(line));
    const failure = this.ended.then((end) => {
      throw new Error(`The process ended (${end}): ${complaints}`);
    });
    this.url = Promise.race([firstLine, failure]);
    // A test that does not use the URL must not fail because of it.
    this.url.catch(() => undefined);
  }

  /**
   * @param where.build the compiled sources to run; by default those of the global set-up
   * @param where.uid the user to run as; by default the current one
   */
  static start(
    options: ProcessOptions,
    where: { build?: string; uid?: number; gid?: number } = {},
  ): ServerProcess {
    const { build = process.env['LIPAFI_TEST_BUILD'] ?? '', ...user } = where;
    const program = join(build, PROGRAM);
    return new ServerProcess(
      spawn(process.execPath, [program, JSON.stringify(options)], { ...user, cwd: '/' }),
    );
  }

  /** Ends the process in this way, and returns its exit code or signal. */
  async end(how: 'stop' | 'exit' | 'throw' | NodeJS.Signals): Promise<string> {
    if (how.startsWith('SIG')) this.child.kill(how as NodeJS.Signals);
    else this.child.stdin.write(`${how}\n`);
    return this.ended;
  }
}
