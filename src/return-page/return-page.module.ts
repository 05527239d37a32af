import { Module } from '@nestjs/common';
import { PaymentsModule } from '../payments/payments.module.js';
import { ReturnPageController } from './return-page.controller.js';
import { ReturnPageRepository } from './return-page.repository.js';
import { ReturnPageService } from './return-page.service.js';

@Module({
  imports: [PaymentsModule],
  controllers: [ReturnPageController],
  providers: [ReturnPageRepository, ReturnPageService],
})
export class ReturnPageModule {}
