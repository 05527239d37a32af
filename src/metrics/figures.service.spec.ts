import { beforeEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../common/clock.js';
import { createLogger } from '../common/logging/logger.js';
import { type AccessFigures, type AccessFiguresRepository } from './access-figures.repository.js';
import { type Figures, type GivenUpJobs } from './figures.js';
import { type FiguresRepository } from './figures.repository.js';
import { FiguresService } from './figures.service.js';
import { Metrics } from './metrics.js';

const A_FEW_SECONDS_MS = 5_000;
const A_MINUTE_MS = 60_000;

class HeldClock extends Clock {
  private time = 0;

  override now(): Date {
    return new Date(this.time);
  }

  advance(ms: number): void {
    this.time += ms;
  }
}

/** A database whose answers the test gives. */
class HeldRepository {
  readonly waiting: PromiseWithResolvers<Figures>[] = [];
  readings = 0;

  read(): Promise<Figures> {
    this.readings += 1;
    const answer = deferred<Figures>();
    this.waiting.push(answer);
    return answer.promise;
  }

  givenUp: () => Promise<GivenUpJobs[]> = () =>
    Promise.resolve([{ task: 'follow_payment', failed: 7 }]);
  countings = 0;

  readGivenUp(): Promise<GivenUpJobs[]> {
    this.countings += 1;
    return this.givenUp();
  }
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: Error) => void;
}

function deferred<T>(): PromiseWithResolvers<T> {
  let settle: Omit<PromiseWithResolvers<T>, 'promise'> | undefined;
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  if (!settle) throw new Error('A promise runs its executor at once');
  return { promise, ...settle };
}

const figures = (lagSeconds: number): Figures => ({
  open: [{ channel: 'prompt', age: 'under_1m', open: 2, overdue: 1 }],
  inReview: [{ reason: 'double_payment', payments: 3 }],
  inbox: { waiting: 4, lagSeconds },
  unmatched: { receipts: 2, oldestSeconds: 60 },
  jobs: [{ task: 'follow_payment', waiting: 5, lagSeconds: 6 }],
  routersAway: 0,
  sumsLagSeconds: 1_800,
});

const ACCESS: AccessFigures = {
  online: [
    { router: '7', sessions: 11 },
    { router: 'other', sessions: 12 },
  ],
  silentRouters: 2,
  recent: { online: 40, offline: 3 },
};

describe('the figures of the database', () => {
  let repository: HeldRepository;
  let access: { read: () => Promise<AccessFigures> };
  let clock: HeldClock;
  let metrics: Metrics;
  let service: FiguresService;
  let lines: string[];

  beforeEach(() => {
    repository = new HeldRepository();
    access = { read: () => Promise.resolve(ACCESS) };
    clock = new HeldClock();
    metrics = new Metrics();
    lines = [];
    service = new FiguresService(
      repository as unknown as FiguresRepository,
      access as unknown as AccessFiguresRepository,
      clock,
      createLogger({ level: 'info', pretty: false }, { write: (line) => void lines.push(line) }),
      metrics,
    );
  });

  const shown = async (name: string): Promise<number[]> =>
    ((await metrics.registry.getSingleMetric(name)?.get())?.values ?? []).map(({ value }) => value);

  it('are shown', async () => {
    const refreshed = service.refresh();
    repository.waiting[0]?.resolve(figures(9));
    await refreshed;
    expect(await shown('lipafi_payments_open')).toEqual([2]);
    expect(await shown('lipafi_payments_overdue')).toEqual([1]);
    expect(await shown('lipafi_payments_in_review')).toEqual([3]);
    expect(await shown('lipafi_inbox_waiting')).toEqual([4]);
    expect(await shown('lipafi_inbox_lag_seconds')).toEqual([9]);
    expect(await shown('lipafi_jobs_waiting')).toEqual([5]);
    expect(await shown('lipafi_jobs_lag_seconds')).toEqual([6]);
    expect(await shown('lipafi_jobs_failed')).toEqual([7]);
    expect(await shown('lipafi_payment_sums_lag_seconds')).toEqual([1_800]);
    expect(await shown('lipafi_sessions_online')).toEqual([11, 12]);
    expect(await shown('lipafi_routers_silent')).toEqual([2]);
    expect(await shown('lipafi_entitlements_recent')).toEqual([40, 3]);
    expect(await shown('lipafi_database_figures_known')).toEqual([1]);
  });

  it('are read once for any number of scrapes at once, and not again for some seconds', async () => {
    const refreshed = Promise.all(Array.from({ length: 20 }, () => service.refresh()));
    repository.waiting[0]?.resolve(figures(1));
    await refreshed;
    clock.advance(A_FEW_SECONDS_MS - 1);
    await service.refresh();
    expect(repository.readings).toBe(1);

    clock.advance(1);
    const again = service.refresh();
    repository.waiting[1]?.resolve(figures(2));
    await again;
    expect(repository.readings).toBe(2);
    expect(await shown('lipafi_inbox_lag_seconds')).toEqual([2]);
  });

  it('are removed when they cannot be read, because an old value would be wrong', async () => {
    const refreshed = service.refresh();
    repository.waiting[0]?.resolve(figures(1));
    await refreshed;
    clock.advance(A_FEW_SECONDS_MS);

    const failed = service.refresh();
    repository.waiting[1]?.reject(new Error('the database is gone'));
    await failed;
    for (const name of ['lipafi_payments_open', 'lipafi_inbox_lag_seconds', 'lipafi_jobs_failed']) {
      expect(await shown(name)).toEqual([]);
    }
    expect(await shown('lipafi_database_figures_known')).toEqual([0]);
    expect(lines.join('')).toContain('the figures for /metrics could not be read');
  });

  it('are not waited for without end, nor asked for a second time meanwhile', async () => {
    await service.refresh();
    expect(await shown('lipafi_database_figures_known')).toEqual([0]);
    const later = service.refresh();
    expect(repository.readings).toBe(1);

    repository.waiting[0]?.resolve(figures(1));
    await later;
    expect(await shown('lipafi_database_figures_known')).toEqual([1]);
  });

  /** One scrape to which the database answers. */
  const scraped = async (): Promise<void> => {
    const refreshed = service.refresh();
    repository.waiting.at(-1)?.resolve(figures(1));
    await refreshed;
  };

  it('count the jobs that were given up once a minute, which takes reading the whole queue', async () => {
    await scraped();
    clock.advance(A_MINUTE_MS - 1);
    await scraped();
    expect(repository.readings).toBe(2);
    expect(repository.countings).toBe(1);
    expect(await shown('lipafi_jobs_failed')).toEqual([7]);

    clock.advance(1);
    await scraped();
    expect(repository.countings).toBe(2);
  });

  it('are shown without those of access when these cannot be read', async () => {
    await scraped();
    access.read = () => Promise.reject(new Error('canceling statement'));
    clock.advance(15_000);
    await scraped();
    expect(await shown('lipafi_sessions_online')).toEqual([]);
    expect(await shown('lipafi_routers_silent')).toEqual([]);
    expect(await shown('lipafi_jobs_waiting')).toEqual([5]);
  });

  it('are shown without failed jobs when those cannot be counted in time', async () => {
    repository.givenUp = () => Promise.reject(new Error('canceling statement'));
    await scraped();
    expect(await shown('lipafi_jobs_failed')).toEqual([]);
    expect(await shown('lipafi_jobs_waiting')).toEqual([5]);
    expect(await shown('lipafi_database_figures_known')).toEqual([1]);
  });
});
