/** Jobs that one router has at the same time in this process. */
const MAX_OF_ROUTER = 2;
/** Jobs at the routers of one operator: a few operators with slow routers must not take all. */
const MAX_OF_OPERATOR = 12;
/** Jobs at routers at the same time: fewer than the worker runs, so that others always have room. */
const MAX_IN_ALL = 40;

/** A router, and its operator. */
interface SlotOwner {
  readonly id: number;
  readonly userId: number;
}

/**
 * Limits the jobs at routers, so that routers that answer slowly delay no job of another operator. A job that
 * gets no room does not wait, because it would take a place of the worker; it runs later.
 */
export class RouterSlots {
  private readonly ofRouters = new Map<number, number>();
  private readonly ofOperators = new Map<number, number>();
  private total = 0;

  /** Runs the work if there is room. @returns whether it ran */
  async run(router: SlotOwner, work: () => Promise<void>): Promise<boolean> {
    const isFull =
      (this.ofRouters.get(router.id) ?? 0) >= MAX_OF_ROUTER ||
      (this.ofOperators.get(router.userId) ?? 0) >= MAX_OF_OPERATOR ||
      this.total >= MAX_IN_ALL;
    if (isFull) return false;
    this.count(router, 1);
    try {
      await work();
    } finally {
      this.count(router, -1);
    }
    return true;
  }

  private count({ id, userId }: SlotOwner, change: number): void {
    this.total += change;
    add(this.ofRouters, id, change);
    add(this.ofOperators, userId, change);
  }
}

function add(counts: Map<number, number>, key: number, change: number): void {
  const count = (counts.get(key) ?? 0) + change;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}
