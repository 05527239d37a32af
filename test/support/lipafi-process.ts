import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import request from 'supertest';
import { type ServerAt } from './app.js';

/** A log line of the server. */
export type LogLine = Readonly<Record<string, unknown>>;

/** The exit code of a process, or the signal that ended it. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const MAX_START_MS = 110_000;

/** The server as operators run it, in its own process, which a test may stop or kill. */
export class LipafiProcess {
  readonly lines: LogLine[] = [];
  /** Its output other than log lines. */
  complaints = '';
  readonly ended: Promise<End>;
  private readonly heard = new EventEmitter();

  private constructor(private readonly child: ChildProcessWithoutNullStreams) {
    child.stderr.on('data', (chunk: Buffer) => (this.complaints += chunk.toString()));
    createInterface(child.stdout).on('line', (line) => {
      this.hear(line);
    });
    this.ended = once(child, 'close').then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
    }));
    void this.ended.then(() => this.heard.emit('line'));
  }

  /** Starts the compiled server with exactly these settings. */
  static start(settings: Readonly<Record<string, string>>): LipafiProcess {
    const main = join(process.env['LIPAFI_TEST_BUILD'] ?? '', 'src/main.js');
    const env = { PATH: process.env['PATH'], ...settings };
    return new LipafiProcess(spawn(process.execPath, [main], { cwd: '/', env }));
  }

  /** Its URL, once it listens. */
  async ready(): Promise<string> {
    const { url } = await this.logged(
      'that the server is ready',
      ({ msg }) => msg === 'the server is ready',
    );
    return String(url);
  }

  /**
   * The first log line that matches, as soon as there is one.
   *
   * @param what the content of the line, for the error: "that the server is ready"
   */
  async logged(what: string, isLike: (line: LogLine) => boolean): Promise<LogLine> {
    const deadline = AbortSignal.timeout(MAX_START_MS);
    for (;;) {
      const found = this.lines.find(isLike);
      if (found) return found;
      if (this.hasEnded)
        throw new Error(`The process ended before it logged ${what}: ${this.lastOutput()}`);
      await once(this.heard, 'line', { signal: deadline }).catch(() => {
        throw new Error(`The process has not logged ${what}: ${this.lastOutput()}`);
      });
    }
  }

  /** Ends it as a crash of the machine would. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  /** Suspends the process: it does not run, but its connections stay open. */
  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  /** Asks it to stop, as a deployment does. */
  async terminate(): Promise<End> {
    this.child.kill('SIGTERM');
    return this.ended;
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  private hear(line: string): void {
    try {
      this.lines.push(JSON.parse(line) as LogLine);
    } catch {
      this.complaints += `${line}\n`;
    }
    this.heard.emit('line');
  }

  private lastOutput(): string {
    const lines = this.lines.slice(-20).map((line) => JSON.stringify(line));
    return [this.complaints, ...lines].join('\n');
  }
}

/** A server at this URL, in the form that shops of tests need. */
export const serverAt = (url: string, simulator: ServerAt['simulator']): ServerAt => ({
  url,
  simulator,
  get: (path, headers = {}) => request(url).get(path).set(headers),
  post: (path, body = {}, headers = {}) => request(url).post(path).set(headers).send(body),
});
