import { Controller, Get, Header, Res } from '@nestjs/common';
import { type Response } from 'express';
import { Public } from '../auth/access.decorators.js';
import { Clock } from '../common/clock.js';
import { AnyQuery } from '../common/http/known-query.guard.js';
import { currentRequest } from '../common/http/request-context.js';
import { answer, Describe, Tag } from '../common/openapi/describe.decorator.js';
import { Settings } from '../config/settings.js';
import { ClosedToPages } from '../cors/cors.decorator.js';
import { FiguresService } from '../metrics/figures.service.js';
import {
  HealthResponse,
  LiveResponse,
  NotHealthyResponse,
  NotReadyResponse,
  ReadyResponse,
} from './health.responses.js';
import { HealthService } from './health.service.js';

const NOT_READY = 'Not ready, or about to stop: `not_ready`, `shutting_down`, `stopping`.';

/**
 * Health checks for orchestrators, load balancers and people. A 503 has the shape of every other
 * error, plus the result of each check.
 */
@Public()
@AnyQuery()
@ClosedToPages()
@Tag('Server')
@Controller('health')
export class HealthController {
  private readonly startedAt: Date;

  constructor(
    private readonly health: HealthService,
    private readonly figures: FiguresService,
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {
    this.startedAt = clock.now();
  }

  /**
   * Liveness: the process runs. Checks nothing else, because a restart does not repair a database.
   */
  @Describe({
    summary: 'Whether the process runs',
    description: 'Touches nothing: a broken database is no reason to restart it.',
    isFile: true,
    answers: [answer(200, 'It does.', LiveResponse)],
  })
  @Get('live')
  @Header('Cache-Control', 'no-store')
  live() {
    return LiveResponse.of();
  }

  /** Readiness: whether to send requests to this process. */
  @Describe({
    summary: 'Whether to send requests here',
    isFile: true,
    answers: [answer(200, 'Yes.', ReadyResponse), answer(503, NOT_READY, NotReadyResponse)],
  })
  @Get('ready')
  @Header('Cache-Control', 'no-store')
  async ready(@Res({ passthrough: true }) response: Response): Promise<object> {
    const readiness = await this.health.readiness();
    const report = { ...readiness, requestId: currentRequest()?.requestId };
    if (report.state === 'ready') return ReadyResponse.of(report);
    response.status(503);
    return NotReadyResponse.of(report);
  }

  /** Readiness with more details, for people. */
  @Describe({
    summary: 'How the server is',
    answers: [answer(200, 'Well.', HealthResponse), answer(503, NOT_READY, NotHealthyResponse)],
  })
  @Get()
  @Header('Cache-Control', 'no-store')
  async overview(@Res({ passthrough: true }) response: Response): Promise<object> {
    const [readiness, lagSeconds] = await Promise.all([
      this.health.readiness(),
      this.figures.jobsLagSeconds(),
    ]);
    const report = {
      ...readiness,
      lagSeconds,
      requestId: currentRequest()?.requestId,
      workerMode: this.settings.workerMode,
      startedAt: this.startedAt,
      now: this.clock.now(),
    };
    if (report.state === 'ready') return HealthResponse.of(report);
    response.status(503);
    return NotHealthyResponse.of(report);
  }
}
