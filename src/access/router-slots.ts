/** How many jobs at routers may run at the same time in this process. */
export interface SlotLimits {
  readonly ofRouter: number;
  /** At the routers of one operator: a few operators with slow routers must not take all. */
  readonly ofOperator: number;
  /** Fewer than the worker runs, so that others always have room. */
  readonly inAll: number;
}

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

  constructor(private readonly limits: SlotLimits) {}

  /** Runs the work if there is room. @returns whether it ran */
  async run(router: SlotOwner, work: () => Promise<void>): Promise<boolean> {
    const { ofRouter, ofOperator, inAll } = this.limits;
    const isFull =
      (this.ofRouters.get(router.id) ?? 0) >= ofRouter ||
      (this.ofOperators.get(router.userId) ?? 0) >= ofOperator ||
      this.total >= inAll;
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
