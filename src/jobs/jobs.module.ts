import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { EventsModule } from '../events/events.module.js';
import { PaymentsModule } from '../payments/payments.module.js';
import { ReportsModule } from '../reports/reports.module.js';
import { RoutersModule } from '../routers/routers.module.js';
import { UsersModule } from '../users/users.module.js';
import { ReceiptsModule } from '../receipts/receipts.module.js';
import { WebhooksModule } from '../webhooks/webhooks.module.js';
import { AccessTasks } from './access-tasks.js';
import { CleanUpService } from './clean-up.service.js';
import { JobTasks } from './job-tasks.js';
import { JobsRepository } from './jobs.repository.js';
import { OldLogins } from './old-logins.js';
import { PaymentTasks } from './payment-tasks.js';
import { ReportTasks } from './report-tasks.js';
import { RetentionRepository } from './retention.repository.js';
import { RetentionService } from './retention.service.js';
import { ScheduledTasks } from './scheduled-tasks.js';
import { WorkerService } from './worker.service.js';

@Module({
  imports: [
    AccessModule,
    AuthModule,
    EventsModule,
    PaymentsModule,
    ReceiptsModule,
    ReportsModule,
    RoutersModule,
    UsersModule,
    WebhooksModule,
  ],
  providers: [
    JobsRepository,
    AccessTasks,
    JobTasks,
    PaymentTasks,
    ReportTasks,
    ScheduledTasks,
    OldLogins,
    CleanUpService,
    RetentionRepository,
    RetentionService,
    WorkerService,
  ],
  exports: [JobsRepository, WorkerService],
})
export class JobsModule {}
