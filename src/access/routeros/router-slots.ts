/** Jobs that one router has at the same time in this process. */
const MAX_OF_ROUTER = 2;
/** Jobs at routers at the same time: fewer than the worker runs, so that others always have room. */
const MAX_IN_ALL = 40;

/**
 * Limits the jobs at routers, so that one router that answers slowly delays no other job. A job that
 * gets no room does not wait, because it would take a place of the worker; it runs later.
 */
export class RouterSlots {
  private readonly running = new Map<number, number>();
  private total = 0;

  /** Runs the work if there is room. @returns whether it ran */
  async run(routerId: number, work: () => Promise<void>): Promise<boolean> {
    const before = this.running.get(routerId) ?? 0;
    if (before >= MAX_OF_ROUTER || this.total >= MAX_IN_ALL) return false;
    this.count(routerId, 1);
    try {
      await work();
    } finally {
      this.count(routerId, -1);
    }
    return true;
  }

  private count(routerId: number, change: number): void {
    this.total += change;
    const count = (this.running.get(routerId) ?? 0) + change;
    if (count === 0) this.running.delete(routerId);
    else this.running.set(routerId, count);
  }
}
