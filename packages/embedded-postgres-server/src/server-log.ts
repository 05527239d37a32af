import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';

const KEPT_BYTES = 5_000_000;

/**
 * The file that PostgreSQL writes its log to. A file and not a pipe, so that a server outlives the
 * process that started it, be it because others still use it or because that process was killed.
 */
export class ServerLog {
  private begin = 0;

  constructor(readonly path: string) {}

  /** Calls `use` with a descriptor to write to, and forgets what was written before. */
  open<T>(use: (descriptor: number) => T): T {
    if (this.size() > KEPT_BYTES) renameSync(this.path, `${this.path}.1`);
    this.begin = this.size();
    const descriptor = openSync(this.path, 'a', 0o600);
    try {
      return use(descriptor);
    } finally {
      closeSync(descriptor);
    }
  }

  /** What has been written since the log was last opened here. */
  recent(): string {
    return this.size() === 0 ? '' : readFileSync(this.path).subarray(this.begin).toString('utf8');
  }

  private size(): number {
    return statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
  }
}
