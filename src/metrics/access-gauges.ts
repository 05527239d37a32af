import { Gauge } from 'prom-client';
import { type AccessFigures } from './access-figures.repository.js';
import { type Metrics } from './metrics.js';

/** The gauges for {@link AccessFigures}. Every process reports the same values. */
export class AccessGauges {
  private readonly online = this.gauge(
    'lipafi_sessions_online',
    'Open sessions of customers: of the routers that have most, by their id, and of all others.',
    ['router'],
  );
  private readonly silent = this.gauge(
    'lipafi_routers_silent',
    'Routers that use RADIUS and have sent nothing for minutes, although customers were online.',
  );
  private readonly recent = this.gauge(
    'lipafi_entitlements_recent',
    'Paid access that started 2 to 30 minutes ago, by whether the customer has been online.',
    ['online'],
  );

  constructor(private readonly metrics: Metrics) {}

  /** Sets the gauges; null removes them, because an outdated value is worse than none. */
  show(figures: AccessFigures | null): void {
    this.online.reset();
    this.recent.reset();
    this.silent.remove();
    if (!figures) return;
    for (const { router, sessions } of figures.online) this.online.set({ router }, sessions);
    this.silent.set(figures.silentRouters);
    this.recent.set({ online: 'yes' }, figures.recent.online);
    this.recent.set({ online: 'no' }, figures.recent.offline);
  }

  private gauge<Name extends string>(
    name: string,
    help: string,
    labelNames: Name[] = [],
  ): Gauge<Name> {
    return new Gauge({ name, help, labelNames, registers: [this.metrics.registry] });
  }
}
