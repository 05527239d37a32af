import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { type Figures, type GivenUpJobs } from './figures.js';
import { FiguresGauges } from './figures-gauges.js';
import { FiguresRepository } from './figures.repository.js';
import { KeptReading } from './kept-reading.js';
import { Metrics } from './metrics.js';

/** Figures younger than this are told again: the database is asked this often, however many ask us. */
const FRESH_MS = 5_000;
/** The same for what costs more, and waits for a person anyway. */
const GIVEN_UP_FRESH_MS = 60_000;

/** Keeps the gauges of what only the database knows up to date, without asking it too much. */
@Injectable()
export class FiguresService {
  private readonly gauges: FiguresGauges;
  private readonly figures: KeptReading<Figures>;
  private readonly givenUp: KeptReading<GivenUpJobs[]>;

  constructor(
    repository: FiguresRepository,
    clock: Clock,
    @Inject(LOGGER) logger: Logger,
    metrics: Metrics,
  ) {
    const failed = (error: unknown): void => {
      logger.warn({ err: error }, 'the figures for /metrics could not be read');
    };
    this.gauges = new FiguresGauges(metrics);
    this.figures = new KeptReading(() => repository.read(), FRESH_MS, clock, failed);
    const readGivenUp = (): Promise<GivenUpJobs[]> => repository.readGivenUp();
    this.givenUp = new KeptReading(readGivenUp, GIVEN_UP_FRESH_MS, clock, failed);
  }

  /** Resolves once the gauges are as fresh as they are going to be. Never fails. */
  async refresh(): Promise<void> {
    const figures = await this.figures.get();
    this.gauges.show(figures);
    // A database that is silent is asked nothing more.
    this.gauges.showGivenUp(figures && (await this.givenUp.get()));
  }

  /**
   * How long the background job that has waited longest is past its time, in seconds; null when the
   * database does not say.
   */
  async jobsLagSeconds(): Promise<number | null> {
    const figures = await this.figures.get();
    return figures && Math.max(0, ...figures.jobs.map(({ lagSeconds }) => lagSeconds));
  }
}
