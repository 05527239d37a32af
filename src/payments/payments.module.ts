import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { InterruptedAnswers } from '../idempotency/interrupted-answers.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { AskProviderService } from './reconcile/ask-provider.service.js';
import { AskingRepository } from './reconcile/asking.repository.js';
import { BackgroundQuestions } from './reconcile/background-questions.service.js';
import { BeginRetryService } from './sell/begin-retry.service.js';
import { BeginSaleService } from './sell/begin-sale.service.js';
import { CheckSaleService } from './sell/check-sale.service.js';
import { CheckStatusService } from './reconcile/check-status.service.js';
import { CollectService } from './sell/collect.service.js';
import { ReconciliationService } from './reconcile/reconciliation.service.js';
import { ReconciliationRepository } from './reconcile/reconciliation.repository.js';
import { IntaSendController } from './intasend.controller.js';
import { ExpiredAttempts } from './sell/expired-attempts.service.js';
import { InterruptedPayments } from './sell/interrupted-payments.service.js';
import { MarkPaymentController } from './settle/mark-payment.controller.js';
import { OverridePaymentService } from './settle/override-payment.service.js';
import { PaymentsController } from './read/payments.controller.js';
import { PaymentJobs } from './payment-jobs.service.js';
import { PaymentSubscribers } from './settle/payment-subscribers.js';
import { OpenLinkLimit } from './sell/open-link-limit.js';
import { PaymentsRepository } from './read/payments.repository.js';
import { ProviderBackoffs } from './reconcile/provider-backoffs.js';
import { QuestionBulkheads } from './reconcile/question-bulkheads.js';
import { ReadPaymentsService } from './read/read-payments.service.js';
import { RetryPaymentService } from './sell/retry-payment.service.js';
import { RetryRepository } from './sell/retry.repository.js';
import { SaleContextRepository } from './sell/sale-context.repository.js';
import { SaleRepository } from './sell/sale.repository.js';
import { SalesBulkhead } from './sell/sales-bulkhead.js';
import { SendLinkService } from './sell/send-link.service.js';
import { SendPromptService } from './sell/send-prompt.service.js';
import { SettlementService } from './settle/settlement.service.js';
import { SettlementRepository } from './settle/settlement.repository.js';
import { StartLinkService } from './sell/start-link.service.js';
import { UndeliveredPrompts } from './sell/undelivered-prompts.js';
import { StartPromptService } from './sell/start-prompt.service.js';

@Module({
  imports: [AuthModule, ProvidersModule],
  controllers: [IntaSendController, PaymentsController, MarkPaymentController],
  providers: [
    PaymentsRepository,
    SaleContextRepository,
    SaleRepository,
    SettlementRepository,
    AskingRepository,
    ReconciliationRepository,
    ReconciliationService,
    SalesBulkhead,
    CheckSaleService,
    BeginSaleService,
    OpenLinkLimit,
    CollectService,
    UndeliveredPrompts,
    SendPromptService,
    SendLinkService,
    StartPromptService,
    RetryRepository,
    BeginRetryService,
    ExpiredAttempts,
    RetryPaymentService,
    StartLinkService,
    SettlementService,
    PaymentSubscribers,
    PaymentJobs,
    ProviderBackoffs,
    QuestionBulkheads,
    BackgroundQuestions,
    AskProviderService,
    CheckStatusService,
    OverridePaymentService,
    ReadPaymentsService,
    { provide: InterruptedAnswers, useClass: InterruptedPayments },
  ],
  exports: [
    SettlementService,
    PaymentSubscribers,
    PaymentJobs,
    AskProviderService,
    AskingRepository,
    ReconciliationService,
    SaleRepository,
  ],
})
export class PaymentsModule {}
