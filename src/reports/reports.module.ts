import { Module } from '@nestjs/common';
import { NowController } from './now.controller.js';
import { NowRepository } from './now.repository.js';
import { NowService } from './now.service.js';
import { ReportsController } from './reports.controller.js';
import { SummaryService } from './summary.service.js';
import { SumsRepository } from './sums.repository.js';

/** What operators' sales come to. */
@Module({
  controllers: [ReportsController, NowController],
  providers: [SumsRepository, SummaryService, NowRepository, NowService],
})
export class ReportsModule {}
