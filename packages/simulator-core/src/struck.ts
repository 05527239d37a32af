/** How often a fault has occurred at one place. */
export interface Strike {
  /** The part of the API that failed, or `webhook`. */
  readonly at: string;
  readonly fault: string;
  readonly count: number;
}

/** Counts the faults that have occurred. */
export class Struck {
  readonly #counts = new Map<string, Strike>();

  /** Counts one fault. */
  add(at: string, fault: string): void {
    const key = `${at} ${fault}`;
    this.#counts.set(key, { at, fault, count: (this.#counts.get(key)?.count ?? 0) + 1 });
  }

  /** All faults so far, in the order of their first occurrence. */
  list(): readonly Strike[] {
    return [...this.#counts.values()];
  }

  /** Resets the counts. */
  clear(): void {
    this.#counts.clear();
  }
}
