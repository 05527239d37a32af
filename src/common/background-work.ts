import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { LOGGER, type Logger } from './logging/logger.js';

/**
 * Work that goes on after a request has been answered, or although whoever sent it has gone. The
 * process waits for it before it stops.
 */
@Injectable()
export class BackgroundWork implements BeforeApplicationShutdown {
  private readonly running = new Set<Promise<void>>();
  /** What somebody waits for, or did. */
  private readonly asked = new Set<Promise<void>>();
  private readonly stopping = new AbortController();

  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  /** Starts `work` without waiting for it. A failure is logged by its name. */
  start(name: string, work: () => Promise<void>): void {
    keepUntilDone(
      this.running,
      work().catch((error: unknown) => {
        this.logger.error({ err: error, work: name }, 'background work failed');
      }),
    );
  }

  /** Runs `work` for somebody who waits for it, and finishes it if nobody does any more. */
  finish<T>(work: () => Promise<T>): Promise<T> {
    const result = work();
    keepUntilDone(
      this.asked,
      result.then(
        () => undefined,
        () => undefined,
      ),
    );
    return result;
  }

  /** Waits `ms`, or until the process wants to stop. */
  async pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  /** Resolves once nothing is going on in the background any more. */
  async drained(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    // What is finished may leave more to be done in the background.
    while (this.asked.size > 0) await Promise.all(this.asked);
    await this.drained();
  }
}

function keepUntilDone(set: Set<Promise<void>>, work: Promise<void>): void {
  const done = work.finally(() => set.delete(done));
  set.add(done);
}
