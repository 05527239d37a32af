interface Waiter {
  readonly look: () => void;
  readonly give: (error: Error) => void;
}

/** Notifies waiting callers about changes in the simulator. */
export class Changes {
  readonly #waiters = new Set<Waiter>();

  /** Must be called after every change. */
  emit(): void {
    for (const waiter of [...this.#waiters]) waiter.look();
  }

  /**
   * Resolves with the result of `probe` once it is not undefined, null or false. Rejects when the
   * simulator stops first, or when `probe` throws.
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

  /** Rejects everybody who still waits. */
  close(): void {
    for (const waiter of [...this.#waiters]) {
      waiter.give(new Error('The simulator stopped before what was waited for happened.'));
    }
  }
}
