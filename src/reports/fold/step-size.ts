/** A transaction that takes longer than this, in ms, is too large: it holds back `GET /events/`. */
const SLOW_MS = 4_000;

/**
 * How much one transaction folds. It grows as long as transactions are short, and is halved after one
 * that took long.
 */
export class StepSize {
  private size: number;

  constructor(
    private readonly smallest: number,
    private readonly largest: number,
  ) {
    this.size = smallest;
  }

  get current(): number {
    return this.size;
  }

  /** Notes how long a transaction of this size took. */
  took(ms: number): void {
    if (ms > SLOW_MS) this.shrink();
    else if (ms < SLOW_MS / 4) this.size = Math.min(this.largest, this.size * 2);
  }

  /** @returns whether it could become smaller */
  shrink(): boolean {
    if (this.size === this.smallest) return false;
    this.size = Math.max(this.smallest, Math.floor(this.size / 2));
    return true;
  }
}
