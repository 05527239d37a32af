/** How often a fault has struck at one place. */
export interface Strike {
  /** The part of the API that failed, or `webhook`. */
  readonly at: string;
  readonly fault: string;
  readonly count: number;
}

/** Counts the faults that have really happened, whatever asked for them. */
export class Struck {
  readonly #counts = new Map<string, Strike>();

  /** Counts one. */
  add(at: string, fault: string): void {
    const key = `${at} ${fault}`;
    this.#counts.set(key, { at, fault, count: (this.#counts.get(key)?.count ?? 0) + 1 });
  }

  /** Every fault that has struck so far, in the order of their first time. */
  list(): readonly Strike[] {
    return [...this.#counts.values()];
  }

  /** Counts from zero again. */
  clear(): void {
    this.#counts.clear();
  }
}
