import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { InterruptedAnswers } from '../idempotency/interrupted-answers.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { AskProviderService } from './ask-provider.service.js';
import { AskingRepository } from './asking.repository.js';
import { BackgroundQuestions } from './background-questions.service.js';
import { BeginRetryService } from './begin-retry.service.js';
import { BeginSaleService } from './begin-sale.service.js';
import { CheckSaleService } from './check-sale.service.js';
import { CheckStatusService } from './check-status.service.js';
import { CollectService } from './collect.service.js';
import { FollowPaymentService } from './follow-payment.service.js';
import { FollowUpRepository } from './follow-up.repository.js';
import { IntaSendController } from './intasend.controller.js';
import { InterruptedPayments } from './interrupted-payments.service.js';
import { MarkPaymentController } from './mark-payment.controller.js';
import { MarkPaymentService } from './mark-payment.service.js';
import { PaymentsController } from './payments.controller.js';
import { LearnedInvoices } from './learned-invoices.js';
import { OpenLinkLimit } from './open-link-limit.js';
import { PaymentsRepository } from './payments.repository.js';
import { ProviderBackoffs } from './provider-backoffs.js';
import { QuestionBulkheads } from './question-bulkheads.js';
import { ReadPaymentsService } from './read-payments.service.js';
import { RetryPaymentService } from './retry-payment.service.js';
import { RetryRepository } from './retry.repository.js';
import { SaleContextRepository } from './sale-context.repository.js';
import { SaleRepository } from './sale.repository.js';
import { SalesLanes } from './sales-lanes.js';
import { SendLinkService } from './send-link.service.js';
import { SendPromptService } from './send-prompt.service.js';
import { SettlePaymentService } from './settle-payment.service.js';
import { SettlementRepository } from './settlement.repository.js';
import { StartLinkService } from './start-link.service.js';
import { StartPromptService } from './start-prompt.service.js';

@Module({
  imports: [AuthModule, ProvidersModule],
  controllers: [IntaSendController, PaymentsController, MarkPaymentController],
  providers: [
    PaymentsRepository,
    SaleContextRepository,
    SaleRepository,
    SettlementRepository,
    AskingRepository,
    FollowUpRepository,
    FollowPaymentService,
    SalesLanes,
    CheckSaleService,
    BeginSaleService,
    OpenLinkLimit,
    CollectService,
    SendPromptService,
    SendLinkService,
    StartPromptService,
    RetryRepository,
    BeginRetryService,
    RetryPaymentService,
    StartLinkService,
    SettlePaymentService,
    LearnedInvoices,
    ProviderBackoffs,
    QuestionBulkheads,
    BackgroundQuestions,
    AskProviderService,
    CheckStatusService,
    MarkPaymentService,
    ReadPaymentsService,
    { provide: InterruptedAnswers, useClass: InterruptedPayments },
  ],
  exports: [
    SettlePaymentService,
    LearnedInvoices,
    AskProviderService,
    AskingRepository,
    FollowPaymentService,
    SaleRepository,
  ],
})
export class PaymentsModule {}
