import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.js';
import { InterruptedAnswers } from '../idempotency/interrupted-answers.js';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { AskProviderService } from './reconcile/ask-provider.service.js';
import { AskingRepository } from './reconcile/asking.repository.js';
import { BackgroundQuestions } from './reconcile/background-questions.service.js';
import { CheckRetryService } from './sell/check-retry.service.js';
import { CheckSaleService } from './sell/check-sale.service.js';
import { CheckStatusService } from './reconcile/check-status.service.js';
import { CommitSaleService } from './sell/commit-sale.service.js';
import { ReconciliationService } from './reconcile/reconciliation.service.js';
import { ReconciliationRepository } from './reconcile/reconciliation.repository.js';
import { FallbackService } from './sell/fallback.service.js';
import { InterruptedPayments } from './sell/interrupted-payments.service.js';
import { MarkPaymentController } from './settle/mark-payment.controller.js';
import { OverridePaymentService } from './settle/override-payment.service.js';
import { PaymentSettingsEntity } from './payment-settings.entity.js';
import { PaymentSettingsController } from './sell/payment-settings.controller.js';
import { PaymentSettingsService } from './sell/payment-settings.service.js';
import { PaymentExportController } from './read/payment-export.controller.js';
import { PaymentsController } from './read/payments.controller.js';
import { PaymentJobs } from './reconcile/payment-jobs.service.js';
import { PaymentSubscribers } from './settle/payment-subscribers.js';
import { OpenLinkLimit } from './sell/open-link-limit.js';
import { PaymentAccessReader } from './read/payment-access.js';
import { PaymentViews } from './read/payment-views.js';
import { PaymentsRepository } from './read/payments.repository.js';
import { ProviderBackoffs } from './reconcile/provider-backoffs.js';
import { QuestionBulkheads } from './reconcile/question-bulkheads.js';
import { ReadPaymentsService } from './read/read-payments.service.js';
import { SaleContextRepository } from './sell/sale-context.repository.js';
import { ReceivedSaleService } from './sell/received-sale.service.js';
import { SaleRepository } from './sell/sale.repository.js';
import { SettlementService } from './settle/settlement.service.js';
import { SettlementRepository } from './settle/settlement.repository.js';
import { SellService } from './sell/sell.service.js';
import { SELLING_CONTROLLERS } from './sell/provider-controllers.js';
import { SendSaleService } from './sell/send-sale.service.js';

@Module({
  imports: [AuthModule, CredentialsModule, TypeOrmModule.forFeature([PaymentSettingsEntity])],
  controllers: [
    ...SELLING_CONTROLLERS,
    PaymentSettingsController,
    // Before the controller that takes any id below /payments.
    PaymentExportController,
    PaymentsController,
    MarkPaymentController,
  ],
  providers: [
    PaymentsRepository,
    SaleContextRepository,
    SaleRepository,
    SettlementRepository,
    AskingRepository,
    ReconciliationRepository,
    ReconciliationService,
    CheckSaleService,
    CheckRetryService,
    CommitSaleService,
    OpenLinkLimit,
    FallbackService,
    PaymentSettingsService,
    ReceivedSaleService,
    SendSaleService,
    SellService,
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
    PaymentAccessReader,
    PaymentViews,
    { provide: InterruptedAnswers, useClass: InterruptedPayments },
  ],
  exports: [
    SellService,
    CheckStatusService,
    SettlementService,
    PaymentSubscribers,
    PaymentJobs,
    AskProviderService,
    AskingRepository,
    ReconciliationService,
    SaleRepository,
    ReceivedSaleService,
    PaymentAccessReader,
    PaymentViews,
    ReadPaymentsService,
  ],
})
export class PaymentsModule {}
