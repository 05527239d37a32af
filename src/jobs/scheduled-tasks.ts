import { Injectable } from '@nestjs/common';
import { type CronItem, type TaskList } from 'graphile-worker';
import { PaymentJobs } from '../payments/reconcile/index.js';
import { SettleReceiptService } from '../receipts/settle-receipt.service.js';
import { PendingEventsRepository } from '../webhooks/pending-events.repository.js';
import { RoutersService } from '../routers/routers.service.js';
import { AccessTasks } from './access-tasks.js';
import { CleanUpService } from './clean-up.service.js';
import { type ScheduledTask } from './scheduled-task.js';

/** The tasks that run on a schedule. Each may be broken off and run twice. */
@Injectable()
export class ScheduledTasks {
  private readonly tasks: readonly ScheduledTask[];

  constructor(
    payments: PaymentJobs,
    events: PendingEventsRepository,
    access: AccessTasks,
    routers: RoutersService,
    receipts: SettleReceiptService,
    cleaning: CleanUpService,
  ) {
    this.tasks = [
      { identifier: 'revive_webhooks', match: '* * * * *', run: () => events.wakeOverlooked() },
      { identifier: 'take_up_forgotten', match: '*/5 * * * *', run: () => payments.sweep() },
      { identifier: 'settle_receipts', match: '*/5 * * * *', run: () => receipts.sweep() },
      ...access.scheduled,
      {
        identifier: 'fill_portal_slugs',
        match: '* * * * *',
        run: () => routers.fillPortalSlugs(),
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
