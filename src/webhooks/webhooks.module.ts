import { Module } from '@nestjs/common';
import { PaymentsModule } from '../payments/payments.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { FollowHintService } from './follow-hint.service.js';
import { MatchUnmatchedService } from './match-unmatched.service.js';
import { ReceiveWebhookService } from './receive-webhook.service.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksRepository } from './webhooks.repository.js';

@Module({
  imports: [PaymentsModule, ProvidersModule],
  controllers: [WebhooksController],
  providers: [WebhooksRepository, ReceiveWebhookService, FollowHintService, MatchUnmatchedService],
})
export class WebhooksModule {}
