import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { PaymentsModule } from '../payments/payments.module.js';
import { RoutersModule } from '../routers/routers.module.js';
import { AccessOfPayment } from './claims/access-of-payment.js';
import { AccessCountsRepository } from './counts/access-counts.repository.js';
import { AccessCountsService } from './counts/access-counts.service.js';
import { AccessRetentionRepository } from './access-retention.repository.js';
import { AccessDelivery } from './delivery/access-delivery.js';
import { CoaClient } from './delivery/coa-client.js';
import { CoaRequestsReader } from './delivery/coa-requests.reader.js';
import { CoaRequestsRepository } from './delivery/coa-requests.repository.js';
import { CoaSender } from './delivery/coa-sender.js';
import { EntitlementsRepository } from './entitlements.repository.js';
import { EntitlementsService } from './entitlements.service.js';
import { DiagnoseController } from './diagnose/diagnose.controller.js';
import { DiagnoseService } from './diagnose/diagnose.service.js';
import { DiagnosisRepository } from './diagnose/diagnosis.repository.js';
import { ChainTransactions } from './operate/chain-transactions.js';
import { ChangeAccessService } from './operate/change-access.service.js';
import { GrantAccessService } from './operate/grant-access.service.js';
import { GrantsRepository } from './operate/grants.repository.js';
import { OperateDevicesController } from './operate/operate-devices.controller.js';
import { OperateDevicesService } from './operate/operate-devices.service.js';
import { OperateEntitlementsController } from './operate/operate-entitlements.controller.js';
import { OperateRepository } from './operate/operate.repository.js';
import { ReversedAccessService } from './operate/reversed-access.service.js';
import { EntitlementsController } from './read/entitlements.controller.js';
import { ReadEntitlementsRepository } from './read/read-entitlements.repository.js';
import { ReadEntitlementsService } from './read/read-entitlements.service.js';
import { SessionExportController } from './sessions/session-export.controller.js';
import { AccountingSessionsController } from './sessions/sessions.controller.js';
import { AccountingSessionsRepository } from './sessions/sessions.repository.js';
import { RouterAccessService } from './radius/router-access.service.js';
import { LoginTicketsService } from './reconnect/login-tickets.service.js';
import { ReconnectController } from './reconnect/reconnect.controller.js';
import { ReconnectRepository } from './reconnect/reconnect.repository.js';
import { ReconnectService } from './reconnect/reconnect.service.js';
import { ResolveReviewController } from './reviews/resolve-review.controller.js';
import { ResolveReviewService } from './reviews/resolve-review.service.js';
import { RouterApiModule } from './routeros/router-api.module.js';
import { RouterSetupModule } from './setup/router-setup.module.js';
import { StaleSessions } from './sessions/stale-sessions.js';

/** Manages the access that customers have bought, and the logins at routers. */
@Module({
  imports: [AuthModule, PaymentsModule, RouterApiModule, RouterSetupModule, RoutersModule],
  controllers: [
    EntitlementsController,
    OperateEntitlementsController,
    OperateDevicesController,
    AccountingSessionsController,
    SessionExportController,
    DiagnoseController,
    ReconnectController,
    ResolveReviewController,
  ],
  providers: [
    AccessCountsRepository,
    AccessCountsService,
    AccessDelivery,
    AccessRetentionRepository,
    CoaClient,
    CoaRequestsReader,
    CoaRequestsRepository,
    CoaSender,
    AccessOfPayment,
    LoginTicketsService,
    ReconnectRepository,
    ReconnectService,
    EntitlementsRepository,
    EntitlementsService,
    ReadEntitlementsRepository,
    ReadEntitlementsService,
    ChainTransactions,
    OperateRepository,
    GrantsRepository,
    GrantAccessService,
    ChangeAccessService,
    ReversedAccessService,
    ResolveReviewService,
    OperateDevicesService,
    DiagnosisRepository,
    DiagnoseService,
    AccountingSessionsRepository,
    RouterAccessService,
    StaleSessions,
  ],
  exports: [
    RouterApiModule,
    AccessCountsService,
    AccessDelivery,
    AccessRetentionRepository,
    CoaRequestsReader,
    CoaSender,
    ReversedAccessService,
    EntitlementsService,
    LoginTicketsService,
    ReconnectService,
    StaleSessions,
  ],
})
export class AccessModule {}
