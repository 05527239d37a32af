import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** The path of a program of the benchmark, as it was compiled. */
export const program = (name: string): string =>
  fileURLToPath(new URL(`programs/${name}.js`, import.meta.url));

/** A process of Node's, until it is stopped. */
export class Child {
  private readonly ended: Promise<unknown>;

  private constructor(readonly process: ChildProcess) {
    this.ended = once(process, 'close');
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  /**
   * @param environment the whole of it: nothing is inherited, so that no variable of the shell
   *   changes what is measured
   * @param output `ignored` for a server, whose log costs what it costs and is read by nobody
   */
  static start(
    args: readonly string[],
    environment: NodeJS.ProcessEnv,
    output: 'ignored' | 'piped',
  ): Child {
    const stdout = output === 'piped' ? 'pipe' : 'ignore';
    const stdio = ['ignore', stdout, 'inherit'] as const;
    return new Child(spawn(process.execPath, [...args], { env: environment, stdio: [...stdio] }));
  }

  /** The first line that it writes, such as its URL. @throws Error when it ends before */
  async firstLine(): Promise<string> {
    if (!this.process.stdout) throw new Error('Nobody listens to this process');
    const line = once(createInterface(this.process.stdout), 'line') as Promise<[string]>;
    const ended = this.ended.then(() => {
      throw new Error('A process of the benchmark has ended before it said anything');
    });
    return (await Promise.race([line, ended]))[0];
  }

  /** All that it writes until it ends. */
  async output(): Promise<string> {
    if (!this.process.stdout) throw new Error('Nobody listens to this process');
    const written = await text(this.process.stdout);
    await this.ended;
    if (this.process.exitCode !== 0) throw new Error(`A process of the benchmark has failed`);
    return written;
  }

  /** Asks it to end, and waits until it has. */
  async stop(): Promise<void> {
    this.process.kill('SIGTERM');
    await this.ended;
  }
}
