import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { poll } from './poll.js';
import { isOwnerAlive, ownedName } from './process-identity.js';

const USING = '.using';
const LEAVING = '.leaving';
const LEAVERS_LIMIT_MS = 60_000;

/**
 * One process's use of a server that several processes may share; the last to leave stops it.
 *
 * Each use is a file named after its process, so a process that was killed counts for nothing and
 * needs no cleaning up. The order of steps makes "nobody else" safe without a lock: who comes
 * first writes `using` and then looks for `leaving`; who goes first turns `using` into `leaving`
 * and then looks for `using`. Of two at once at least one sees the other: the comer then waits
 * until the leaver is through, and a leaver who sees a comer leaves the server running.
 */
export class ServerUse {
  private constructor(
    private readonly directory: string,
    private readonly name: string,
  ) {}

  /** Registers this process. `directory` is made if need be and holds nothing else. */
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

  /** Begins to leave; true when nobody else uses the server, which the caller then must stop. */
  leave(): boolean {
    try {
      renameSync(this.file(USING), this.file(LEAVING));
    } catch (error) {
      // Someone deleted the directory under us: then there is nobody left to share with.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    return !this.othersAre(USING);
  }

  /** Ends the leaving: whatever had to be stopped has been stopped. */
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
