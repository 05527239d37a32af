import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { LOGGER, type Logger } from './logging/logger.js';

/**
 * Work that continues after a response was sent, or after the caller has disconnected. The process
 * waits for it before it stops.
 */
@Injectable()
export class BackgroundWork implements BeforeApplicationShutdown {
  private readonly running = new Set<Promise<void>>();
  /** The work that is running. */
  private readonly asked = new Set<Promise<void>>();
  private readonly stopping = new AbortController();

  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  /** Starts `work` without waiting for it. A failure is logged with its name. */
  start(name: string, work: () => Promise<void>): void {
    keepUntilDone(
      this.running,
      work().catch((error: unknown) => {
        this.logger.error({ err: error, work: name }, 'background work failed');
      }),
    );
  }

  /** Runs `work` for a caller, and completes it even if the caller disconnects. */
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

  /** Waits for `ms`, or until the process is stopping. */
  async pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  /** Resolves when no background work is left. */
  async drained(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    // Completed work may have started more work.
    while (this.asked.size > 0) await Promise.all(this.asked);
    await this.drained();
  }
}

function keepUntilDone(set: Set<Promise<void>>, work: Promise<void>): void {
  const done = work.finally(() => set.delete(done));
  set.add(done);
}
