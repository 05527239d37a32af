import { Module } from '@nestjs/common';
import { ReportsController } from './reports.controller.js';
import { SummaryService } from './summary.service.js';
import { SumsRepository } from './sums.repository.js';

/** What operators' sales come to. */
@Module({
  controllers: [ReportsController],
  providers: [SumsRepository, SummaryService],
})
export class ReportsModule {}
