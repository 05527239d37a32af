import { Global, Module } from '@nestjs/common';
import { AccessFiguresRepository } from './access-figures.repository.js';
import { FiguresRepository } from './figures.repository.js';
import { FiguresService } from './figures.service.js';
import { Metrics } from './metrics.js';
import { MetricsController } from './metrics.controller.js';
import { PoolGauges } from './pool-gauges.js';
import { ReplicaMetrics } from './replica-metrics.js';

/** Provides the metrics to all modules, and to Prometheus. */
@Global()
@Module({
  controllers: [MetricsController],
  providers: [
    Metrics,
    AccessFiguresRepository,
    FiguresRepository,
    FiguresService,
    PoolGauges,
    ReplicaMetrics,
  ],
  exports: [Metrics, FiguresService],
})
export class MetricsModule {}
