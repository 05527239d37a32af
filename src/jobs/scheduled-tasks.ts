import { Injectable } from '@nestjs/common';
import { type CronItem, type TaskList } from 'graphile-worker';
import { CoaSender } from '../access/delivery/coa-sender.js';
import { EntitlementsService } from '../access/entitlements.service.js';
import { StaleSessions } from '../access/sessions/stale-sessions.js';
import { PaymentJobs } from '../payments/reconcile/index.js';
import { PendingEventsRepository } from '../webhooks/pending-events.repository.js';
import { CleanUpService } from './clean-up.service.js';

/** A task that runs on a schedule. */
interface ScheduledTask {
  /** It stays as it is, because queued jobs contain it. */
  readonly identifier: string;
  /** When it runs, in the five fields of cron. */
  readonly match: string;
  readonly run: () => Promise<unknown>;
}

/** The tasks that run on a schedule. Each may be broken off and run twice. */
@Injectable()
export class ScheduledTasks {
  private readonly tasks: readonly ScheduledTask[];

  constructor(
    payments: PaymentJobs,
    events: PendingEventsRepository,
    entitlements: EntitlementsService,
    sessions: StaleSessions,
    requests: CoaSender,
    cleaning: CleanUpService,
  ) {
    this.tasks = [
      { identifier: 'revive_webhooks', match: '* * * * *', run: () => events.wakeOverlooked() },
      { identifier: 'take_up_forgotten', match: '*/5 * * * *', run: () => payments.sweep() },
      {
        identifier: 'create_missing_entitlements',
        match: '*/5 * * * *',
        run: () => entitlements.sweep(),
      },
      { identifier: 'close_stale_sessions', match: '* * * * *', run: () => sessions.close() },
      {
        identifier: 'wake_overlooked_coa_requests',
        match: '* * * * *',
        run: () => requests.wakeOverlooked(),
      },
      { identifier: 'clean_up', match: '17 * * * *', run: () => cleaning.cleanUp() },
    ];
  }

  /** The tasks by identifier. */
  list(): TaskList {
    return Object.fromEntries(
      this.tasks.map(({ identifier, run }) => [
        identifier,
        async () => {
          await run();
        },
      ]),
    );
  }

  /** When each of them runs. */
  cronItems(): CronItem[] {
    return this.tasks.map(({ identifier, match }) => ({ task: identifier, match, identifier }));
  }
}
