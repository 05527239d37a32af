import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { PaymentsModule } from '../payments/payments.module.js';
import { ReceiptsModule } from '../receipts/receipts.module.js';
import { PendingEventsRepository } from './pending-events.repository.js';
import { ProcessWebhookService } from './process-webhook.service.js';
import { ReceiveWebhookService } from './receive-webhook.service.js';
import { TillAccountsRepository } from './till-accounts.repository.js';
import { TillJudgements } from './till-judgements.js';
import { TillWebhooks } from './till-webhooks.service.js';
import { WebhookBudget } from './webhook-budget.js';
import { WebhookEventsController } from './webhook-events.controller.js';
import { WebhookEventsRepository } from './webhook-events.repository.js';
import { WebhookSenders } from './webhook-senders.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksRepository } from './webhooks.repository.js';

@Module({
  imports: [AuthModule, PaymentsModule, ReceiptsModule],
  controllers: [WebhooksController, WebhookEventsController],
  providers: [
    WebhooksRepository,
    WebhookEventsRepository,
    PendingEventsRepository,
    WebhookBudget,
    WebhookSenders,
    TillAccountsRepository,
    TillJudgements,
    TillWebhooks,
    ReceiveWebhookService,
    ProcessWebhookService,
  ],
  exports: [PendingEventsRepository, WebhookEventsRepository, ProcessWebhookService],
})
export class WebhooksModule {}
