import { Gauge } from 'prom-client';
import { type Figures, type GivenUpJobs } from './figures.js';
import { type Metrics } from './metrics.js';

/** The gauges for {@link Figures}. Every process reports the same values. */
export class FiguresGauges {
  private readonly open = this.gauge(
    'lipafi_payments_open',
    'Payments that are neither completed nor failed, by the age of their newest attempt.',
    ['channel', 'age'],
  );
  private readonly overdue = this.gauge(
    'lipafi_payments_overdue',
    'Open payments that should have expired some minutes ago.',
    ['channel'],
  );
  private readonly inReview = this.gauge(
    'lipafi_payments_in_review',
    'Payments with contradictory reports, which an operator must review.',
    ['reason'],
  );
  private readonly inboxWaiting = this.gauge(
    'lipafi_inbox_waiting',
    'Webhooks that are stored and not processed yet.',
  );
  private readonly inboxLag = this.gauge(
    'lipafi_inbox_lag_seconds',
    'Age of the oldest webhook that is not processed yet; 0 when none waits.',
  );
  private readonly unmatched = this.gauge(
    'lipafi_receipts_unmatched',
    'Money of tills of the last seven days that no payment was found for.',
    [],
  );
  private readonly unmatchedAge = this.gauge(
    'lipafi_receipts_unmatched_oldest_seconds',
    'Age of the oldest of them.',
    [],
  );
  private readonly jobsWaiting = this.gauge(
    'lipafi_jobs_waiting',
    'Background jobs whose time has come and that no worker has taken yet.',
    ['task'],
  );
  private readonly jobsLag = this.gauge(
    'lipafi_jobs_lag_seconds',
    'How long the job that has waited longest is past its time.',
    ['task'],
  );
  private readonly jobsFailed = this.gauge(
    'lipafi_jobs_failed',
    'Background jobs that were given up after their last try.',
    ['task'],
  );
  private readonly routersAway = this.gauge(
    'lipafi_routers_unreachable',
    'Routers with routeros_api that have not been reached for two minutes or longer.',
  );
  private readonly sumsLag = this.gauge(
    'lipafi_payment_sums_lag_seconds',
    'Time since the end of the last hour whose payments are in the sums that reports read.',
    [],
  );
  private readonly known = this.gauge(
    'lipafi_database_figures_known',
    'Whether the database gave the figures that are read from it: 1, or 0 when it did not.',
  );

  constructor(private readonly metrics: Metrics) {}

  /** Sets the gauges; null removes them, because an outdated value is worse than none. */
  show(figures: Figures | null): void {
    this.forget();
    this.known.set(figures ? 1 : 0);
    if (!figures) return;
    for (const { channel, age, open, overdue } of figures.open) {
      this.open.set({ channel, age }, open);
      this.overdue.inc({ channel }, overdue);
    }
    for (const { reason, payments } of figures.inReview) this.inReview.set({ reason }, payments);
    this.inboxWaiting.set(figures.inbox.waiting);
    this.inboxLag.set(figures.inbox.lagSeconds);
    this.unmatched.set(figures.unmatched.receipts);
    this.unmatchedAge.set(figures.unmatched.oldestSeconds);
    this.routersAway.set(figures.routersAway);
    this.sumsLag.set(figures.sumsLagSeconds);
    for (const { task, waiting, lagSeconds } of figures.jobs) {
      this.jobsWaiting.set({ task }, waiting);
      this.jobsLag.set({ task }, lagSeconds);
    }
  }

  /** Sets the gauge of failed jobs, which are counted less often. */
  showGivenUp(jobs: readonly GivenUpJobs[] | null): void {
    this.jobsFailed.reset();
    for (const { task, failed } of jobs ?? []) this.jobsFailed.set({ task }, failed);
  }

  private forget(): void {
    this.inboxWaiting.remove();
    this.inboxLag.remove();
    this.routersAway.remove();
    this.sumsLag.remove();
    for (const gauge of [this.open, this.overdue, this.inReview]) gauge.reset();
    for (const gauge of [this.jobsWaiting, this.jobsLag]) gauge.reset();
  }

  private gauge<Name extends string>(
    name: string,
    help: string,
    labelNames: Name[] = [],
  ): Gauge<Name> {
    return new Gauge({ name, help, labelNames, registers: [this.metrics.registry] });
  }
}
