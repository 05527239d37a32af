interface Waiter {
  readonly look: () => void;
  readonly give: (error: Error) => void;
}

/** Tells those who wait that something in the simulator has changed. */
export class Changes {
  readonly #waiters = new Set<Waiter>();

  /** To be called after every change. */
  emit(): void {
    for (const waiter of [...this.#waiters]) waiter.look();
  }

  /**
   * Resolves with what `probe` returns as soon as that is neither undefined, null nor false.
   * Rejects when the simulator stops first, or with what `probe` throws.
   */
  waitFor<T>(probe: () => T | undefined | null | false): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const waiter: Waiter = {
        look: () => {
          try {
            const found = probe();
            if (found === undefined || found === null || found === false) return;
            this.#waiters.delete(waiter);
            resolve(found);
          } catch (error) {
            waiter.give(error instanceof Error ? error : new Error(String(error)));
          }
        },
        give: (error) => {
          this.#waiters.delete(waiter);
          reject(error);
        },
      };
      this.#waiters.add(waiter);
      waiter.look();
    });
  }

  /** Lets everyone who still waits go, with an error. */
  close(): void {
    for (const waiter of [...this.#waiters]) {
      waiter.give(new Error('The simulator stopped before what was waited for happened.'));
    }
  }
}
