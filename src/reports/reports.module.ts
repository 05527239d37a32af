import { Module } from '@nestjs/common';
import { FoldSumsRepository } from './fold/fold-sums.repository.js';
import { FoldSumsService } from './fold/fold-sums.service.js';
import { NowController } from './now.controller.js';
import { NowRepository } from './now.repository.js';
import { NowService } from './now.service.js';
import { ReportsController } from './reports.controller.js';
import { SummaryService } from './summary.service.js';
import { SumsRepository } from './sums.repository.js';

/** What operators' sales come to. */
@Module({
  controllers: [ReportsController, NowController],
  providers: [
    SumsRepository,
    SummaryService,
    FoldSumsRepository,
    FoldSumsService,
    NowRepository,
    NowService,
  ],
  exports: [FoldSumsService],
})
export class ReportsModule {}
