import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';

const KEPT_BYTES = 5_000_000;

/**
 * The log file of PostgreSQL. It is a file and not a pipe, so that the server can outlive the
 * process that started it, which may have been killed or may have other users.
 */
export class ServerLog {
  private begin = 0;

  constructor(readonly path: string) {}

  /** Calls `use` with a descriptor of the emptied log file. */
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

  /** The content since the log was last opened here. */
  recent(): string {
    return this.size() === 0 ? '' : readFileSync(this.path).subarray(this.begin).toString('utf8');
  }

  private size(): number {
    return statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
  }
}
