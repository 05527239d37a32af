import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { type AccessFigures, AccessFiguresRepository } from './access-figures.repository.js';
import { AccessGauges } from './access-gauges.js';
import { type Figures, type GivenUpJobs } from './figures.js';
import { FiguresGauges } from './figures-gauges.js';
import { FiguresRepository } from './figures.repository.js';
import { CachedReading } from './cached-reading.js';
import { Metrics } from './metrics.js';

/** How long the figures are cached, in ms. */
const FRESH_MS = 5_000;
/** The same for figures that cost more and are less urgent. */
const GIVEN_UP_FRESH_MS = 60_000;
const ACCESS_FRESH_MS = 15_000;

/** Updates the gauges of the figures in the database, at a limited rate. */
@Injectable()
export class FiguresService {
  private readonly gauges: FiguresGauges;
  private readonly figures: CachedReading<Figures>;
  private readonly givenUp: CachedReading<GivenUpJobs[]>;
  private readonly accessGauges: AccessGauges;
  private readonly access: CachedReading<AccessFigures>;

  constructor(
    repository: FiguresRepository,
    access: AccessFiguresRepository,
    clock: Clock,
    @Inject(LOGGER) logger: Logger,
    metrics: Metrics,
  ) {
    const failed = (error: unknown): void => {
      logger.warn({ err: error }, 'the figures for /metrics could not be read');
    };
    this.gauges = new FiguresGauges(metrics);
    this.figures = new CachedReading(() => repository.read(), FRESH_MS, clock, failed);
    const readGivenUp = (): Promise<GivenUpJobs[]> => repository.readGivenUp();
    this.givenUp = new CachedReading(readGivenUp, GIVEN_UP_FRESH_MS, clock, failed);
    this.accessGauges = new AccessGauges(metrics);
    this.access = new CachedReading(() => access.read(), ACCESS_FRESH_MS, clock, failed);
  }

  /** Resolves when the gauges are up to date or the time limit is over. Never rejects. */
  async refresh(): Promise<void> {
    const figures = await this.figures.get();
    this.gauges.show(figures);
    // While the database does not respond, it gets no further queries.
    this.gauges.showGivenUp(figures && (await this.givenUp.get()));
    this.accessGauges.show(figures && (await this.access.get()));
  }

  /**
   * How late the oldest due job is, in seconds; null when the database does not respond.
   */
  async jobsLagSeconds(): Promise<number | null> {
    const figures = await this.figures.get();
    return figures && Math.max(0, ...figures.jobs.map(({ lagSeconds }) => lagSeconds));
  }
}
