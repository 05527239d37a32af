import { Controller, Get, Headers, Res } from '@nestjs/common';
import { type Response } from 'express';
import { Open } from '../auth/access.decorators.js';
import { constantTimeEqual } from '../common/crypto/hash.js';
import { type ApiError, unauthenticated } from '../common/errors/api-error.js';
import { Settings } from '../config/settings.js';
import { ClosedToPages } from '../cors/cors.decorator.js';
import { FiguresService } from './figures.service.js';
import { Metrics } from './metrics.js';

const BEARER = /^bearer +(\S+)$/i;

/** What Prometheus collects. With `METRICS_TOKEN` set only for those who know it. */
@ClosedToPages()
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    private readonly figures: FiguresService,
    private readonly settings: Settings,
  ) {}

  @Open()
  @Get()
  async collect(
    @Headers('authorization') authorization: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    this.admit(authorization);
    await this.figures.refresh();
    const { registry } = this.metrics;
    const text = await registry.metrics();
    response.set({ 'Content-Type': registry.contentType, 'Cache-Control': 'no-store' }).send(text);
  }

  /** @throws ApiError 401 when a token is wanted and the caller brings none, or another one */
  private admit(authorization: string | undefined): void {
    const expected = this.settings.metricsToken;
    if (!expected) return;
    const brought = BEARER.exec(authorization ?? '')?.[1];
    if (brought === undefined) throw tokenRefused('metrics_token_missing', 'is required');
    if (!constantTimeEqual(expected.reveal(), brought)) {
      throw tokenRefused('metrics_token_wrong', 'is not the right one');
    }
  }
}

const tokenRefused = (code: string, what: string): ApiError =>
  unauthenticated(
    code,
    `The metrics token ${what}. Send it as "Authorization: Bearer <METRICS_TOKEN>".`,
    'Bearer realm="lipafi metrics"',
  );
