import { Inject, Injectable } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { Clock } from '../common/clock.js';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { type Figures } from './figures.js';
import { FiguresGauges } from './figures-gauges.js';
import { FiguresRepository } from './figures.repository.js';
import { Metrics } from './metrics.js';

/** Figures younger than this are told again: the database is asked this often, however many ask us. */
const FRESH_MS = 5_000;
/** A scrape waits no longer than this for the database; Prometheus itself gives up after ten seconds. */
const LONGEST_WAIT_MS = 2_000;

/** Keeps the gauges of what only the database knows up to date, without asking it too much. */
@Injectable()
export class FiguresService {
  private readonly gauges: FiguresGauges;
  private reading: Promise<Figures | null> | null = null;
  private readAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly repository: FiguresRepository,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
    metrics: Metrics,
  ) {
    this.gauges = new FiguresGauges(metrics);
  }

  /** Resolves once the gauges are as fresh as they are going to be. Never fails. */
  async refresh(): Promise<void> {
    if (this.clock.now().getTime() - this.readAt < FRESH_MS) return;
    this.reading ??= this.read();
    const waiting = new AbortController();
    const figures = await Promise.race([
      this.reading,
      delay(LONGEST_WAIT_MS, null, { signal: waiting.signal }).catch(() => null),
    ]);
    waiting.abort();
    this.gauges.show(figures);
    if (figures) this.readAt = this.clock.now().getTime();
  }

  private async read(): Promise<Figures | null> {
    try {
      return await this.repository.read();
    } catch (error) {
      this.logger.warn({ err: error }, 'the figures for /metrics could not be read');
      return null;
    } finally {
      this.reading = null;
    }
  }
}
