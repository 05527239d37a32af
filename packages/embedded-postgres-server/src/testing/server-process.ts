import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type EmbeddedPostgresOptions } from '../embedded-postgres.js';

/** What a process can be told: its options have to pass through JSON. */
export type ProcessOptions = Omit<EmbeddedPostgresOptions, 'log' | 'host'> & {
  readonly host?: { readonly binaryHomes?: string[]; readonly clusterHomes?: string[] };
};

/** Below the compiled sources. */
const PROGRAM = 'packages/embedded-postgres-server/dist/testing/server-program.js';

/** A process of its own that runs an embedded server; see `server-program.ts`. */
export class ServerProcess {
  /** The server's URL, once it runs; fails with what the process wrote when it ended instead. */
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
    // A test that does not ask for the URL is not to fail for the lack of one.
    this.url.catch(() => undefined);
  }

  /**
   * @param where.build the compiled sources to run; those of the global setup by default
   * @param where.uid the user to run as; our own by default
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

  /** Lets it end in that way; gives the exit code or the signal that ended it. */
  async end(how: 'stop' | 'exit' | 'throw' | NodeJS.Signals): Promise<string> {
    if (how.startsWith('SIG')) this.child.kill(how as NodeJS.Signals);
    else this.child.stdin.write(`${how}\n`);
    return this.ended;
  }
}
