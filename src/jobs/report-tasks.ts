import { Injectable } from '@nestjs/common';
import { FoldSumsService } from '../reports/fold/fold-sums.service.js';
import { type ScheduledTask } from './scheduled-task.js';

/** The tasks about reports. */
@Injectable()
export class ReportTasks {
  readonly scheduled: readonly ScheduledTask[];

  constructor(sums: FoldSumsService) {
    this.scheduled = [
      { identifier: 'fold_payment_sums', match: '* * * * *', run: () => sums.fold() },
      { identifier: 'check_payment_sums', match: '43 0 * * *', run: () => sums.check() },
    ];
  }
}
