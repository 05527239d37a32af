import { Injectable } from '@nestjs/common';
import { type Sql } from '../../database/database.js';
import { Metrics } from '../../metrics/metrics.js';
import { AccessCountsRepository, type Uncounted } from './access-counts.repository.js';

/**
 * How long after a first login it may still appear, in seconds, by the access method of the router. A
 * RADIUS server commits at once; a router with a REST API is looked at every few minutes.
 */
const DELAYS_S = { radius: 10, routeros_api: 600 } as const;

/** Logins that were decided, by reason; `none` for the accepted ones. */
interface DecidedLogins {
  readonly reason: string;
  readonly count: number;
}

/** Counts logins at routers for the metrics of the process that runs the job. */
@Injectable()
export class AccessCountsService {
  constructor(
    private readonly repository: AccessCountsRepository,
    private readonly metrics: Metrics,
  ) {}

  /** Counts what is new since the last time in any process. */
  async count(): Promise<void> {
    for (const [method, delayS] of Object.entries(DELAYS_S)) {
      const seconds = await this.repository.countNew(
        `first_logins_${method}`,
        delayS,
        async (tx, uncounted) => ({
          counted: await this.repository.firstLogins(tx, method, uncounted),
          rejects: {},
        }),
      );
      for (const each of seconds ?? []) this.metrics.customerOnline(each);
    }
    const logins = await this.repository.countNew('logins', DELAYS_S.radius, (tx, uncounted) =>
      this.newLogins(tx, uncounted),
    );
    for (const { reason, count } of logins ?? []) this.metrics.loginsDecided(reason, count);
  }

  private async newLogins(
    tx: Sql,
    uncounted: Uncounted,
  ): Promise<{
    readonly counted: readonly DecidedLogins[];
    readonly rejects: Record<string, number>;
  }> {
    const accepted = await this.repository.acceptedLogins(tx, uncounted);
    const rejected = await this.repository.rejectedLogins(tx, uncounted);
    const counted = rejected.map(({ key, reason, count }) => ({
      reason,
      count: Math.max(0, count - (uncounted.rejects[key] ?? 0)),
    }));
    return {
      counted: uncounted.isFirst ? [] : [{ reason: 'none', count: accepted }, ...counted],
      rejects: Object.fromEntries(rejected.map(({ key, count }) => [key, count])),
    };
  }
}
