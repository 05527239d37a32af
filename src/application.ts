import { NestFactory } from '@nestjs/core';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { AppModule, type AppOptions } from './app.module.js';
import { apiAlias } from './common/http/api-alias.js';
import { bodyParsing } from './common/http/body-parsing.js';
import { cleanPath } from './common/http/clean-path.js';
import { Draining } from './common/http/draining.js';
import { acceptMissingHost, hostHeader } from './common/http/host-header.js';
import { inOrder } from './common/http/in-order.js';
import { json } from './common/http/json-response.js';
import { knownMethods } from './common/http/known-methods.js';
import { requestContext } from './common/http/request-context.js';
import { RouteTable, type RouterStack } from './common/http/route-table.js';
import { saneUrl } from './common/http/sane-url.js';
import { securityHeaders } from './common/http/security-headers.js';
import { limitServer } from './common/http/server-limits.js';
import { NestLogger } from './common/logging/nest-logger.js';
import { requestLog } from './common/logging/request-log.js';
import { requestSpan } from './common/tracing/request-span.js';
import { corsPolicies } from './cors/cors-policies.js';
import { crossOrigin } from './cors/cross-origin.js';
import { ApiDocument } from './docs/api-document.js';
import { leaving } from './health/leaving.js';
import { ShutdownState } from './health/shutdown-state.js';
import { signalsOnly } from './health/signals-only.js';
import { Metrics } from './metrics/metrics.js';
import { requestMetrics } from './metrics/request-metrics.js';

/** Creates the application without listening: the same for production, the demo and the tests. */
export async function createApplication(options: AppOptions): Promise<NestExpressApplication> {
  const { settings, logger } = options;
  const app = await NestFactory.create<NestExpressApplication>(AppModule.in(options), {
    logger: new NestLogger(logger),
    bodyParser: false,
    abortOnError: false,
    routeConflictPolicy: { duplicate: 'error' },
  });
  app.set('trust proxy', settings.server.trustProxy);
  app.disable('x-powered-by');
  // Responses are about money and change at any time, so they are neither cached nor revalidated.
  app.set('etag', false);
  app.getHttpAdapter().getInstance().response.json = json;
  limitServer(app.getHttpServer());
  acceptMissingHost(app.getHttpServer());
  const routes = new RouteTable(
    app.getHttpAdapter().getInstance().router as unknown as RouterStack,
  );
  app.use(
    inOrder([
      requestContext,
      requestLog(logger, routes),
      requestMetrics(app.get(Metrics), routes),
      ...(settings.tracesUrl === undefined ? [] : [requestSpan(routes)]),
      securityHeaders,
      leaving(app.get(ShutdownState)),
      hostHeader,
      saneUrl,
      cleanPath,
      apiAlias,
      ...(settings.workerMode === 'only' ? [signalsOnly] : []),
      crossOrigin(routes, corsPolicies(app), settings.server.corsOrigins),
      app.get(Draining).middleware,
      knownMethods(routes),
      ...bodyParsing,
    ]),
  );
  app.get(ApiDocument).describe(app);
  return app;
}
