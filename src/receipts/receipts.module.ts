import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { PaymentsModule } from '../payments/payments.module.js';
import { AssignReceiptService } from './assign-receipt.service.js';
import { ClaimReceiptController } from './claim-receipt.controller.js';
import { ClaimReceiptService } from './claim-receipt.service.js';
import { ReceiptList } from './receipt-list.js';
import { ReceiptsController } from './receipts.controller.js';
import { ReceiptsRepository } from './receipts.repository.js';
import { SettleReceiptService } from './settle-receipt.service.js';
import { TillMoneyService } from './till-money.service.js';

/** Counts money that comes to tills by itself. */
@Module({
  imports: [AuthModule, PaymentsModule],
  controllers: [ReceiptsController, ClaimReceiptController],
  providers: [
    ReceiptsRepository,
    ReceiptList,
    TillMoneyService,
    SettleReceiptService,
    AssignReceiptService,
    ClaimReceiptService,
  ],
  exports: [TillMoneyService, SettleReceiptService, ClaimReceiptService],
})
export class ReceiptsModule {}
