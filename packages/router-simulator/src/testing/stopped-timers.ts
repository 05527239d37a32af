import { type Timers } from '../radius/timers.js';

/** A time for tests that passes only when it is advanced. */
export class StoppedTimers implements Timers {
  private time = 0;
  private planned: readonly { readonly at: number; readonly work: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(ms: number, work: () => void): () => void {
    const plan = { at: this.time + ms, work };
    this.planned = [...this.planned, plan].toSorted((a, b) => a.at - b.at);
    return () => {
      this.planned = this.planned.filter((each) => each !== plan);
    };
  }

  /** Lets time pass, and does what was planned for it in order. */
  advance(ms: number): void {
    const until = this.time + ms;
    for (;;) {
      const [next] = this.planned;
      if (!next || next.at > until) break;
      this.planned = this.planned.slice(1);
      this.time = next.at;
      next.work();
    }
    this.time = until;
  }
}
