import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { PackagesModule } from '../packages/packages.module.js';
import { PaymentsModule } from '../payments/payments.module.js';
import { ReceiptsModule } from '../receipts/receipts.module.js';
import { EarlierSales } from './earlier-sales.service.js';
import { NamedDevices } from './named-devices.js';
import { MoneyByHand } from './money-by-hand.service.js';
import { PaymentQuestions } from './payment-questions.js';
import { PortalAccessService } from './portal-access.service.js';
import { PortalAnswers } from './portal-answers.js';
import { PortalOffersService } from './portal-offers.service.js';
import { PortalPaymentSteps } from './portal-payment-steps.service.js';
import { PortalPaymentsService } from './portal-payments.service.js';
import { PortalReturnService } from './portal-return.service.js';
import { PortalRouterRepository } from './portal-router.repository.js';
import { PortalSalesService } from './portal-sales.service.js';
import { PortalSessions } from './portal-session.js';
import { PortalStartService } from './portal-start.service.js';
import { PortalSteps } from './portal-steps.service.js';
import { PortalVisits } from './portal-visits.service.js';
import { PortalController } from './portal.controller.js';
import { PortalSettingsModule } from './settings/portal-settings.module.js';

/** The captive portal that this server hosts. It calls the use cases of the API, and has no rule. */
@Module({
  imports: [AccessModule, PackagesModule, PaymentsModule, PortalSettingsModule, ReceiptsModule],
  controllers: [PortalController],
  providers: [
    EarlierSales,
    MoneyByHand,
    NamedDevices,
    PaymentQuestions,
    PortalAccessService,
    PortalAnswers,
    PortalOffersService,
    PortalPaymentSteps,
    PortalPaymentsService,
    PortalReturnService,
    PortalRouterRepository,
    PortalSalesService,
    PortalSessions,
    PortalStartService,
    PortalSteps,
    PortalVisits,
  ],
})
export class PortalModule {}
