import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** A program of the project to run in its own process. */
export interface ProgramOptions {
  /** Its name for people. */
  readonly name: string;
  /** The compiled file to run. */
  readonly file: string;
  /** Its whole environment, except for what finds Node.js. */
  readonly environment: Readonly<Record<string, string>>;
  /** Its output when it is ready. */
  readonly readyWords: string;
  /** The file for the output of all its runs. */
  readonly logFile: string;
  /** Called when the process ends unexpectedly, also before it was ready. */
  readonly onSurprise: (words: string, wasReady: boolean) => void;
}

/** A program that is restarted whenever it ends, until it is stopped. */
export class Program {
  /** The number of starts. */
  lives = 0;
  private readonly log: WriteStream;
  private child: ChildProcess | undefined;
  private isWanted = true;
  private isBeingKilled = false;
  private readiness: Promise<void> = Promise.resolve();

  constructor(private readonly options: ProgramOptions) {
    this.log = createWriteStream(options.logFile, { flags: 'a' });
    // However this process ends, the program ends with it.
    process.once('exit', () => this.child?.kill('SIGKILL'));
    this.start();
  }

  /** Resolves once the current process is ready; rejects when it ends before. */
  get ready(): Promise<void> {
    return this.readiness;
  }

  /** Kills it, as a crash of the machine would, and restarts it. Resolves when it is ready. */
  async kill(): Promise<void> {
    const { child } = this;
    if (!child) return;
    this.isBeingKilled = true;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** Asks it to stop. @returns the exit code, or the signal that ended it */
  async stop(): Promise<string> {
    this.isWanted = false;
    const { child } = this;
    if (!child || child.exitCode !== null) return 'not running';
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const [code, signal] = (await ended) as [number | null, string | null];
    this.log.end();
    return String(signal ?? code);
  }

  private start(): void {
    const { file, environment, name, readyWords } = this.options;
    const child = spawn(process.execPath, ['--enable-source-maps', file], {
      env: { PATH: process.env['PATH'] ?? '', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    this.lives += 1;
    this.isBeingKilled = false;
    let wasReady = false;
    const readiness = new Promise<void>((resolve, reject) => {
      createInterface(child.stdout).on('line', (line) => {
        this.log.write(`${line}\n`);
        if (!line.includes(readyWords)) return;
        wasReady = true;
        resolve();
      });
      child.once('exit', () => {
        reject(new Error(`${name} ended before it could be used`));
      });
    });
    // Waiting callers get the rejection; others may ignore it.
    readiness.catch(() => undefined);
    this.readiness = readiness;
    child.stderr.on('data', (chunk: Buffer) => this.log.write(chunk));
    child.once('exit', (code, signal) => {
      if (!this.isWanted) return;
      if (!this.isBeingKilled) {
        this.options.onSurprise(`${name} ended by itself (${String(signal ?? code)})`, wasReady);
      }
      this.start();
    });
  }
}
