import { Controller, Get, Header, Res } from '@nestjs/common';
import { type Response } from 'express';
import { Public } from '../auth/access.decorators.js';
import { Clock } from '../common/clock.js';
import { errorBody } from '../common/http/error-body.js';
import { AnyQuery } from '../common/http/known-query.interceptor.js';
import { currentRequest } from '../common/http/request-context.js';
import { ApiError } from '../common/errors/api-error.js';
import { Describe, Tag } from '../common/openapi/describe.decorator.js';
import { toIso } from '../common/time/instant.js';
import { Settings } from '../config/settings.js';
import { ClosedToPages } from '../cors/cors.decorator.js';
import { FiguresService } from '../metrics/figures.service.js';
import { healthDocs } from './health.openapi.js';
import { CHECK_NAMES, HealthService, type Readiness } from './health.service.js';

type Json = Readonly<Record<string, unknown>>;

/** How late a job may start before the health details report it, in ms. */
const LATE_SECONDS = 60;

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
  @Describe(healthDocs.live)
  @Get('live')
  @Header('Cache-Control', 'no-store')
  live(): Json {
    return { status: 'ok' };
  }

  /** Readiness: whether to send requests to this process. */
  @Describe(healthDocs.ready)
  @Get('ready')
  @Header('Cache-Control', 'no-store')
  async ready(@Res({ passthrough: true }) response: Response): Promise<Json> {
    const readiness = await this.health.readiness();
    const checks = checksOf(readiness, ({ ok }) => wordFor(ok));
    return answer(response, readiness, { checks });
  }

  /** Readiness with more details, for people. */
  @Describe(healthDocs.overview)
  @Get()
  @Header('Cache-Control', 'no-store')
  async overview(@Res({ passthrough: true }) response: Response): Promise<Json> {
    const [readiness, lagSeconds] = await Promise.all([
      this.health.readiness(),
      this.figures.jobsLagSeconds(),
    ]);
    const upMs = this.clock.now().getTime() - this.startedAt.getTime();
    return answer(response, readiness, {
      worker_mode: this.settings.workerMode,
      started_at: toIso(this.startedAt),
      uptime_seconds: Math.floor(upMs / 1000),
      jobs: jobsOf(lagSeconds),
      checks: checksOf(readiness, ({ ok, tookMs }) => ({ status: wordFor(ok), took_ms: tookMs })),
    });
  }
}

/** Late jobs concern all processes. This process may be healthy and still receives requests. */
const jobsOf = (lagSeconds: number | null): Json => ({
  status: lagSeconds === null ? 'unknown' : lagSeconds > LATE_SECONDS ? 'late' : 'ok',
  lag_seconds: lagSeconds === null ? null : Math.round(lagSeconds),
});

const wordFor = (ok: boolean): string => (ok ? 'ok' : 'failed');

const checksOf = (
  { checks }: Readiness,
  show: (result: Readiness['checks']['database']) => unknown,
): Json => Object.fromEntries(CHECK_NAMES.map((name) => [name, show(checks[name])]));

function answer(response: Response, { state, sentence }: Readiness, more: Json): Json {
  if (state === 'ready') return { status: 'ok', ...more };
  response.status(503);
  const error = new ApiError(503, state, sentence);
  return { ...errorBody(error, currentRequest()?.requestId), ...more };
}
