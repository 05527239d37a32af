/** Something that happens a limited number of times, by default once. */
export interface Limited {
  readonly times?: number | 'forever' | undefined;
}

/** A script, and how often it may still apply. */
export interface Remaining<T> {
  readonly script: T;
  readonly left: number;
}

/** Scripts in the order in which they were added, until they are used up. */
export class Scripts<T extends Limited> {
  #remaining: Remaining<T>[] = [];

  /** Adds a script at the end. */
  add(script: T): void {
    const { times = 1 } = script;
    this.#remaining.push({ script, left: times === 'forever' ? Infinity : times });
  }

  /** Removes all scripts. */
  clear(): void {
    this.#remaining = [];
  }

  /** The scripts that are not used up. */
  list(): readonly Remaining<T>[] {
    return [...this.#remaining];
  }

  /** Uses the first script that `strikes` once and returns it; undefined when there is none. */
  take(strikes: (script: T) => boolean): T | undefined {
    const at = this.#remaining.findIndex(({ script }) => strikes(script));
    const found = this.#remaining[at];
    if (found === undefined) return undefined;
    const used = { ...found, left: found.left - 1 };
    this.#remaining.splice(at, 1, ...(used.left > 0 ? [used] : []));
    return found.script;
  }
}
