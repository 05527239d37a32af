import { Injectable } from '@nestjs/common';
import { type CronItem, type TaskList } from 'graphile-worker';
import { RoutersService } from '../routers/routers.service.js';
import { AccessTasks } from './access-tasks.js';
import { CleanUpService } from './clean-up.service.js';
import { PaymentTasks } from './payment-tasks.js';
import { ReportTasks } from './report-tasks.js';
import { type ScheduledTask } from './scheduled-task.js';

/** The tasks that run on a schedule. Each may be broken off and run twice. */
@Injectable()
export class ScheduledTasks {
  private readonly tasks: readonly ScheduledTask[];

  constructor(
    payments: PaymentTasks,
    access: AccessTasks,
    reports: ReportTasks,
    routers: RoutersService,
    cleaning: CleanUpService,
  ) {
    this.tasks = [
      ...payments.scheduled,
      ...access.scheduled,
      ...reports.scheduled,
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
