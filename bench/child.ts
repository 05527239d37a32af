import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** The path of a compiled program of the benchmark. */
export const program = (name: string): string =>
  fileURLToPath(new URL(`programs/${name}.js`, import.meta.url));

const running = new Set<ChildProcess>();
// None of them outlives the benchmark, however it ends.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A Node.js process that runs until it is stopped. */
export class Child {
  private readonly ended: Promise<unknown>;

  private constructor(readonly process: ChildProcess) {
    this.ended = once(process, 'close');
    running.add(process);
    process.once('close', () => running.delete(process));
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  /**
   * @param environment the whole environment: nothing is inherited, so that no variable of the
   * shell changes the measurement
   * @param output `ignored` for a server, whose log is written but not read
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

  /** The first line of its output, such as its URL. @throws Error when it ends before */
  async firstLine(): Promise<string> {
    if (!this.process.stdout) throw new Error('Nobody listens to this process');
    const line = once(createInterface(this.process.stdout), 'line') as Promise<[string]>;
    const ended = this.ended.then(() => {
      throw new Error('A process of the benchmark has ended before it said anything');
    });
    return (await Promise.race([line, ended]))[0];
  }

  /** Its whole output. */
  async output(): Promise<string> {
    if (!this.process.stdout) throw new Error('Nobody listens to this process');
    const written = await text(this.process.stdout);
    await this.ended;
    if (this.process.exitCode !== 0) throw new Error(`A process of the benchmark has failed`);
    return written;
  }

  /** Asks it to end, and waits for it. */
  async stop(): Promise<void> {
    this.process.kill('SIGTERM');
    await this.ended;
  }
}
