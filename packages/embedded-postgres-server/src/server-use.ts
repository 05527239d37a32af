import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { poll } from './poll.js';
import { isOwnerAlive, ownedName } from './process-identity.js';

const USING = '.using';
const LEAVING = '.leaving';
const LEAVERS_LIMIT_MS = 60_000;

/**
 * The use of a server by one of several processes; the last one to leave stops the server.
 * Each use is a file named after its process, so a killed process counts for nothing and needs no
 * clean-up. No lock is needed because of the order of steps: a process that joins first writes
 * `using` and then looks for `leaving`; a process that leaves first renames `using` to `leaving`
 * and then looks for `using`. Of two simultaneous processes at least one sees the other: the
 * joining one waits until the leaving one is done, and the leaving one keeps the server running.
 */
export class ServerUse {
  private constructor(
    private readonly directory: string,
    private readonly name: string,
  ) {}

  /** Registers this process. `directory` is created if needed and holds nothing else. */
  static begin(directory: string): ServerUse {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const name = ownedName();
    writeFileSync(join(directory, name + USING), '', { flag: 'wx', mode: 0o600 });
    return new ServerUse(directory, name);
  }

  /**
   * Waits until no other process is about to stop the server.
   *
   * @throws EmbeddedPostgresError when one takes longer than a minute
   */
  async leaversGone(): Promise<void> {
    if (!(await poll(() => !this.othersAre(LEAVING), LEAVERS_LIMIT_MS))) {
      throw new EmbeddedPostgresError(
        `Another process has been stopping the server of ${this.directory} for a minute`,
      );
    }
  }

  /**
   * Starts to leave. Returns true when nobody else uses the server; the caller must stop it then.
   */
  leave(): boolean {
    try {
      renameSync(this.file(USING), this.file(LEAVING));
    } catch (error) {
      // The directory was deleted, so there is nobody left to share the server with.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    return !this.othersAre(USING);
  }

  /** Completes the leaving, after the server was stopped if necessary. */
  end(): void {
    rmSync(this.file(LEAVING), { force: true });
  }

  private file(suffix: string): string {
    return join(this.directory, this.name + suffix);
  }

  private othersAre(suffix: string): boolean {
    const names = listing(this.directory)
      .filter((file) => file.endsWith(suffix))
      .map((file) => file.slice(0, -suffix.length))
      .filter((name) => name !== this.name);
    const dead = names.filter((name) => !isOwnerAlive(name));
    for (const name of dead) rmSync(join(this.directory, name + suffix), { force: true });
    return names.length > dead.length;
  }
}

function listing(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
