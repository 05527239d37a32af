import { Controller, Get, Headers, Res } from '@nestjs/common';
import { type Response } from 'express';
import { Public } from '../auth/access.decorators.js';
import { constantTimeEqual } from '../common/crypto/hash.js';
import { AnyQuery } from '../common/http/known-query.guard.js';
import { Describe, Tag } from '../common/openapi/describe.decorator.js';
import { text } from '../common/openapi/schema.js';
import { Settings } from '../config/settings.js';
import { ClosedToPages } from '../cors/cors.decorator.js';
import { FiguresService } from './figures.service.js';
import { metricsErrors } from './metrics-errors.js';
import { Metrics } from './metrics.js';

const BEARER = /^bearer +(\S+)$/i;

/** The metrics for Prometheus. With `METRICS_TOKEN` set, they need that token. */
@ClosedToPages()
@AnyQuery()
@Tag('Server')
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    private readonly figures: FiguresService,
    private readonly settings: Settings,
  ) {}

  @Public()
  @Describe({
    summary: 'The figures that Prometheus collects',
    description: 'With `METRICS_TOKEN` set, only for `Authorization: Bearer <METRICS_TOKEN>`.',
    isFile: true,
    answers: [
      {
        status: 200,
        description: 'The figures in the text format of Prometheus.',
        mediaType: 'text/plain',
        schema: text,
        example: '# TYPE nodejs_version_info gauge\nnodejs_version_info{version="v24.0.0"} 1\n',
      },
    ],
    errors: [metricsErrors.tokenMissing(), metricsErrors.tokenWrong()],
  })
  @Get()
  async collect(
    @Headers('authorization') authorization: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    this.admit(authorization);
    await this.figures.refresh();
    const { registry } = this.metrics;
    response
      .set({ 'Content-Type': registry.contentType, 'Cache-Control': 'no-store' })
      .send(await registry.metrics());
  }

  /** @throws ApiError 401 when a token is required and missing or wrong */
  private admit(authorization: string | undefined): void {
    const expected = this.settings.metricsToken;
    if (!expected) return;
    const brought = BEARER.exec(authorization ?? '')?.[1];
    if (brought === undefined) throw metricsErrors.tokenMissing();
    if (!constantTimeEqual(expected.reveal(), brought)) {
      throw metricsErrors.tokenWrong();
    }
  }
}
