/** Something that is to happen a number of times; once unless it says more. */
export interface Limited {
  readonly times?: number | 'forever' | undefined;
}

/** A script, and how often it may still strike. */
export interface Remaining<T> {
  readonly script: T;
  readonly left: number;
}

/** Scripts in the order in which they were added, each until it is used up. */
export class Scripts<T extends Limited> {
  #remaining: Remaining<T>[] = [];

  /** Adds a script behind those that are there. */
  add(script: T): void {
    const { times = 1 } = script;
    this.#remaining.push({ script, left: times === 'forever' ? Infinity : times });
  }

  /** Takes all scripts back. */
  clear(): void {
    this.#remaining = [];
  }

  /** The scripts that have not been used up. */
  list(): readonly Remaining<T>[] {
    return [...this.#remaining];
  }

  /** The first script that `strikes`, which is thereby used once; undefined when none does. */
  take(strikes: (script: T) => boolean): T | undefined {
    const at = this.#remaining.findIndex(({ script }) => strikes(script));
    const found = this.#remaining[at];
    if (found === undefined) return undefined;
    const used = { ...found, left: found.left - 1 };
    this.#remaining.splice(at, 1, ...(used.left > 0 ? [used] : []));
    return found.script;
  }
}
